import type { LookupAddress } from 'node:dns';
import { isIP, type LookupFunction, type Socket } from 'node:net';
import { buildConnector } from 'undici';
import { FetchError } from '../errors.ts';
import { createSemaphore } from '../lib/semaphore.ts';
import type { Proxies } from './proxies.ts';

/** As `dns.lookup` with `all`. */
export type Resolve = (
  hostname: string,
  options: object,
  callback: (error: Error | null, addresses: LookupAddress[]) => void,
) => void;

export interface GuardedConnectorOptions {
  isPublic(address: string): boolean;
  resolve: Resolve;
  timeoutMs: number;
  /** Ways through proxies, where there are any. */
  tunnelFor?: Proxies['tunnelFor'];
}

/**
 * The system looks names up in the few threads that reads and writes of files need as well, and a name may be made to take
 * half a minute: so many at once, the others wait.
 */
const LOOKUPS_AT_ONCE = 2;
/** Whoever asks for a connection gives up by itself; the lookup goes on. */
const untilTheEnd = new AbortController().signal;
/** Tried one after the other. */
const MOST_TUNNELS = 3;

/**
 * Checks the very address that is about to be connected to: a second name lookup could give another one. So a proxy, too, is
 * given the address that was checked, and never a name.
 */
export function createGuardedConnector(options: GuardedConnectorOptions): buildConnector.connector {
  const { isPublic, timeoutMs, tunnelFor } = options;
  const lookup = createGuardedLookup(options);
  const connect = buildConnector({ lookup, timeout: timeoutMs, allowH2: false });
  return (target, callback) => {
    const open = tunnelFor?.(target);
    // An address in place of a name is connected to without any lookup.
    if (isIP(bareAddress(target.hostname)) && !isPublic(bareAddress(target.hostname))) callback(notPublic(), null);
    else if (!open) connect(target, callback);
    else {
      openFirst(open, target.hostname, lookup).then(
        (socket) => {
          if (target.protocol === 'https:') connect({ ...target, httpSocket: socket }, callback);
          else callback(null, socket);
        },
        (error: Error) => callback(error, null),
      );
    }
  };
}

/** The first of a name's addresses to which the proxy gets. */
async function openFirst(
  open: (address: string) => Promise<Socket>,
  hostname: string,
  lookup: LookupFunction,
): Promise<Socket> {
  const addresses = await addressesOf(bareAddress(hostname), lookup);
  let failure: unknown;
  for (const address of addresses.slice(0, MOST_TUNNELS)) {
    try {
      return await open(address);
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

function addressesOf(hostname: string, lookup: LookupFunction): Promise<string[]> {
  if (isIP(hostname)) return Promise.resolve([hostname]);
  return new Promise((resolve, reject) => {
    lookup(hostname, { all: true }, (error, found) => {
      if (error) reject(error);
      else resolve((found as LookupAddress[]).map(({ address }) => address));
    });
  });
}

function bareAddress(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '');
}

/** Hands on only what is public; a name of which one address is not is refused altogether. */
export function createGuardedLookup({
  isPublic,
  resolve,
}: Pick<GuardedConnectorOptions, 'isPublic' | 'resolve'>): LookupFunction {
  const room = createSemaphore(LOOKUPS_AT_ONCE);

  return (hostname, options, callback) => {
    void room.acquire(untilTheEnd).then((leave) => {
      resolve(hostname, { ...options, all: true }, (error, addresses) => {
        leave();
        const first = addresses?.[0];
        if (error || !first) return callback(error ?? new FetchError('failed', 'no address for this name'), []);
        if (!addresses.every(({ address }) => isPublic(address))) return callback(notPublic(), []);
        if (options.all) callback(null, addresses);
        else callback(null, first.address, first.family);
      });
    });
  };
}

function notPublic(): FetchError {
  return new FetchError('address', 'not a public address');
}
