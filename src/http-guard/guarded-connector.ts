import type { LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { buildConnector } from 'undici';
import { FetchError } from '../errors.ts';

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
}

/**
 * The system looks names up in the few threads that reads and writes of files need as well, and a name may be made to take
 * half a minute: so many at once, the others wait.
 */
const LOOKUPS_AT_ONCE = 2;

/** Checks the very address that is about to be connected to: a second name lookup could give another one. */
export function createGuardedConnector(options: GuardedConnectorOptions): buildConnector.connector {
  const { isPublic, timeoutMs } = options;
  const connect = buildConnector({ lookup: createGuardedLookup(options), timeout: timeoutMs, allowH2: false });
  return (target, callback) => {
    // An address in place of a name is connected to without any lookup.
    if (isIP(target.hostname) && !isPublic(target.hostname)) callback(notPublic(), null);
    else connect(target, callback);
  };
}

/** Hands on only what is public; a name of which one address is not is refused altogether. */
export function createGuardedLookup({
  isPublic,
  resolve,
}: Pick<GuardedConnectorOptions, 'isPublic' | 'resolve'>): LookupFunction {
  const enter = createGate(LOOKUPS_AT_ONCE);

  return (hostname, options, callback) => {
    enter((leave) => {
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

function createGate(places: number) {
  const waiting: (() => void)[] = [];
  let free = places;
  const leave = () => {
    free += 1;
    waiting.shift()?.();
  };
  return (work: (leave: () => void) => void) => {
    const begin = () => {
      free -= 1;
      work(leave);
    };
    if (free > 0) begin();
    else waiting.push(begin);
  };
}

function notPublic(): FetchError {
  return new FetchError('address', 'not a public address');
}
