import type { LookupAddress } from 'node:dns';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createProxies } from '../src/http-guard/proxies.ts';
import { createGuardedFetch, type ProxySettings } from '../src/http-guard.ts';
import { createLogger } from '../src/logger.ts';
import { startConnectProxy } from './support/connect-proxy.ts';

const PUBLIC = '93.184.215.14';

/** A server on loopback, and a guarded fetch for which every name is at these addresses. */
async function open(proxies: ProxySettings, ...addresses: string[]) {
  const server = createServer((_, response) => response.end('a song'));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const looked: string[] = [];
  const http = createGuardedFetch({
    trustedOrigins: [`http://trusted.test:${port}`],
    proxies,
    log: createLogger({ level: 'silent' }),
    resolve(hostname, _options, callback) {
      looked.push(hostname);
      const found: LookupAddress[] = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
      callback(null, found);
    },
  });
  const folder = mkdtempSync(join(tmpdir(), 'coverband-proxy-'));
  onTestFinished(async () => {
    await http.close();
    server.close();
    rmSync(folder, { recursive: true });
  });
  const limits = { maximumBytes: 1_000, totalMs: 5_000, idleMs: 5_000, signal: new AbortController().signal };
  return {
    http,
    port,
    looked,
    async download(url: string) {
      const file = join(folder, 'song');
      await http.download(url, file, limits);
      return readFileSync(file, 'utf8');
    },
  };
}

it('a download through a proxy names the address that was checked, and not the host', async () => {
  const proxy = await startConnectProxy();
  const { download, port, looked } = await open({ httpProxy: proxy.url }, PUBLIC);

  expect(await download(`http://songs.test:${port}/`)).toBe('a song');

  expect(looked).toEqual(['songs.test']);
  expect(proxy).toMatchObject({ tunnels: [`${PUBLIC}:${port}`], plain: 0 });
});

it('an address of IPv6 stands in brackets there', async () => {
  const proxy = await startConnectProxy();
  const { download, port } = await open({ httpProxy: proxy.url }, '2606:4700::6812:1');

  expect(await download(`http://songs.test:${port}/`)).toBe('a song');

  expect(proxy.tunnels).toEqual([`[2606:4700::6812:1]:${port}`]);
});

it.each([
  ['a name that leads into this network', 'http://songs.test', ['192.168.1.1']],
  ['a name of which one address does', 'http://songs.test', [PUBLIC, '10.0.0.1']],
  ['an address of this network', 'http://192.168.1.1', [PUBLIC]],
  ['this machine', 'http://127.0.0.1', [PUBLIC]],
  ['this machine in IPv6', 'http://[::1]', [PUBLIC]],
  ['a name that leads to this machine, over TLS', 'https://songs.test', ['127.0.0.1']],
])('a proxy is asked for no tunnel to %s', async (_, origin, addresses) => {
  const proxy = await startConnectProxy();
  const { download, port } = await open({ httpProxy: proxy.url, httpsProxy: proxy.url }, ...addresses);

  await expect(download(`${origin}:${port}/`)).rejects.toMatchObject({ code: 'address' });

  expect(proxy.tunnels).toEqual([]);
});

it('origins that the operator trusts are given to the proxy by name', async () => {
  const proxy = await startConnectProxy();
  const { download, port, looked } = await open({ httpProxy: proxy.url }, '10.0.0.1');

  expect(await download(`http://trusted.test:${port}/`)).toBe('a song');

  expect(proxy.tunnels).toEqual([`trusted.test:${port}`]);
  expect(looked).toEqual([]);
});

it('hosts that are exempt, and this machine, are reached without the proxy', async () => {
  const proxy = await startConnectProxy();
  const noProxy = 'one.test, .two.test,*.three.test,four.test:1,';
  const { http, port } = await open({ httpProxy: proxy.url, noProxy });
  const isTunnelled = async (host: string) => {
    const before = proxy.tunnels.length;
    const call = { url: `http://${host}:${port}/`, timeoutMs: 5_000, signal: new AbortController().signal };
    await http.getJson(call).catch(() => undefined);
    return proxy.tunnels.length > before;
  };

  for (const host of ['127.0.0.1', 'localhost', 'one.test', 'a.one.test', 'two.test', 'b.two.test', 'c.three.test']) {
    expect([host, await isTunnelled(host)]).toEqual([host, false]);
  }
  for (const host of ['other.test', 'four.test', 'three.test', 'notone.test']) {
    expect([host, await isTunnelled(host)]).toEqual([host, true]);
  }
});

it.each([
  ['songs.test', 'songs.test', true],
  ['a.songs.test', 'songs.test', true],
  ['a.songs.test', '.songs.test', true],
  ['a.songs.test', '*.songs.test', true],
  ['songs.test', '*.songs.test', false],
  ['SONGS.test.', 'songs.TEST', true],
  ['oursongs.test', 'songs.test', false],
  ['songs.test', 'songs.test:443', true],
  ['songs.test', 'songs.test:8443', false],
  ['songs.test', 'one.test two.test,*', true],
  ['[2001:db8::1]', '2001:db8::1', true],
  ['[2001:db8::1]', '[2001:db8::1]:443', true],
  ['[2001:db8::1]', '[2001:db8::1]:444', false],
  ['[::1]', '', true],
  ['localhost', '', true],
  ['songs.test', '', false],
])('a download from %s with NO_PROXY=%s is exempt: %s', (hostname, noProxy, isExempt) => {
  const proxies = createProxies({ httpsProxy: 'http://proxy.test:3128', noProxy }, { timeoutMs: 1_000 });
  expect(proxies.tunnelFor({ protocol: 'https:', hostname, port: '' }) === undefined).toBe(isExempt);
});

it('a proxy that wants a password gets it, and one that refuses is a failed download', async () => {
  const proxy = await startConnectProxy({ credentials: 'ada:s%40cret' });
  const refused = await open({ httpProxy: proxy.url.replace('ada', 'eve') }, PUBLIC);
  const taken = await open({ httpProxy: proxy.url.replace('s%40cret', encodeURIComponent('s%40cret')) }, PUBLIC);

  await expect(refused.download(`http://songs.test:${refused.port}/`)).rejects.toMatchObject({ code: 'failed' });
  expect(await taken.download(`http://songs.test:${taken.port}/`)).toBe('a song');
});

it('whether songs can be had in this network is said in words', async () => {
  const { http } = await open({}, '198.18.0.7');
  expect(await http.faultOf('cdn.discordapp.com')).toBe(
    'in this network cdn.discordapp.com is at 198.18.0.7, which is no public address (TRUSTED_NETWORKS)',
  );
  const fine = await open({}, PUBLIC);
  expect(await fine.http.faultOf('cdn.discordapp.com')).toBeNull();
});
