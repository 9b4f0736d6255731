import type { Socket } from 'node:net';
import { Agent, type Dispatcher, EnvHttpProxyAgent, Pool } from 'undici';
import { FetchError } from '../errors.ts';

/** As the variables of the same names have it; addresses of proxies, and a list of hosts that are reached without them. */
export interface ProxySettings {
  httpProxy?: string | undefined;
  httpsProxy?: string | undefined;
  noProxy?: string | undefined;
}

export interface Target {
  protocol: string;
  hostname: string;
  port: string;
}

export interface Proxies {
  /** For addresses that are not checked: proxies are given the name, and look it up themselves. */
  dispatcher: Dispatcher;
  /** A tunnel to an address through the proxy for a target; undefined where the way is straight. */
  tunnelFor(target: Target): ((address: string) => Promise<Socket>) | undefined;
  close(): Promise<void>;
}

/** No proxy elsewhere can reach this machine by these. */
const THIS_MACHINE = ['localhost', '127.0.0.1', '::1'];
const DEFAULT_PORTS: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' };

/** The hosts that no proxy is asked for. */
function noProxyOf({ noProxy }: ProxySettings): string {
  return [...(noProxy ? [noProxy] : []), ...THIS_MACHINE].join(',');
}

/** Ways out of this network. Everything goes through tunnels (CONNECT): a proxy sees hosts and no contents. */
export function createProxies(settings: ProxySettings, options: Agent.Options & { timeoutMs: number }): Proxies {
  const { timeoutMs, ...common } = options;
  const { httpProxy, httpsProxy } = settings;
  const connect = { timeout: timeoutMs };
  const noProxy = noProxyOf(settings);
  const dispatcher =
    httpProxy || httpsProxy
      ? new EnvHttpProxyAgent({
          ...common,
          connect,
          connectTimeout: timeoutMs,
          proxyTunnel: true,
          httpProxy: httpProxy ?? '',
          httpsProxy: httpsProxy ?? '',
          noProxy,
        })
      : new Agent({ ...common, connect });
  const pools = new Map<string, Pool>();
  const poolOf = ({ origin }: URL) => {
    const pool = pools.get(origin) ?? new Pool(origin, { connect });
    pools.set(origin, pool);
    return pool;
  };

  return {
    dispatcher,
    tunnelFor(target) {
      const proxy = target.protocol === 'https:' ? (httpsProxy ?? httpProxy) : httpProxy;
      if (!proxy || isExempt(target, noProxy)) return undefined;
      const url = new URL(proxy);
      const port = target.port || DEFAULT_PORTS[target.protocol];
      return (address) => openTunnel(poolOf(url), url, `${address.includes(':') ? `[${address}]` : address}:${port}`);
    },
    async close() {
      await Promise.all([dispatcher.destroy(), ...[...pools.values()].map((pool) => pool.destroy())]);
    },
  };
}

async function openTunnel(pool: Pool, { username, password }: URL, path: string): Promise<Socket> {
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  const headers = {
    host: path,
    ...(username && { 'proxy-authorization': `Basic ${Buffer.from(credentials).toString('base64')}` }),
  };
  const { statusCode, socket } = await pool.connect({ path, headers });
  if (statusCode === 200) return socket as Socket;
  socket.on('error', () => undefined).destroy();
  throw new FetchError('failed', `the proxy answered with status ${statusCode}`);
}

/** By the usual rules: a host stands for itself and all below it, `*` for all; a port may follow. */
function isExempt({ protocol, hostname, port }: Target, noProxy: string): boolean {
  const host = bare(hostname);
  const ownPort = port || DEFAULT_PORTS[protocol];
  return noProxy.split(/[,\s]+/).some((entry) => {
    const [, name = '', onlyPort] =
      /^(.*?)(?::(\d+))?$/.exec(/^\[?[^[\]]*:[^[\]]*:[^[\]]*$/.test(entry) ? `[${entry}]` : entry) ?? [];
    if (!name || (onlyPort !== undefined && onlyPort !== ownPort)) return false;
    const wanted = bare(name);
    if (wanted === '*') return true;
    if (wanted.startsWith('*.')) return host.endsWith(wanted.slice(1));
    const suffix = wanted.replace(/^\./, '');
    return host === suffix || host.endsWith(`.${suffix}`);
  });
}

function bare(host: string): string {
  return host
    .toLowerCase()
    .replace(/^\[+|\]+$/g, '')
    .replace(/\.$/, '');
}
