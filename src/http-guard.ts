import { createHash } from 'node:crypto';
import { lookup as lookupName } from 'node:dns';
import { open, rm } from 'node:fs/promises';
import { BlockList, isIP, isIPv6, type LookupFunction } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { Agent, buildConnector, type Dispatcher, request } from 'undici';
import { FetchError } from './errors.ts';
import { decoderFor, discard, encodingOf, headerText } from './http-guard/answer.ts';
import {
  type ApiCall,
  callForJson,
  callForStream,
  type JsonAnswer,
  type JsonCall,
  type StreamedAnswer,
} from './http-guard/api-call.ts';
import type { Logger } from './logger.ts';

export type { ApiCall, JsonAnswer, JsonCall, StreamedAnswer } from './http-guard/api-call.ts';
export { RequestFailure } from './http-guard/api-call.ts';
export type { MultipartForm, StreamedBody } from './http-guard/multipart.ts';

export interface GuardedFetchOptions {
  /** Exact origins whose address is not checked. Every other limit holds for them too. */
  trustedOrigins: readonly string[];
  log: Logger;
}

/** HTTP for everything that strangers and providers send. */
export interface GuardedFetch {
  /**
   * Streams an address into a file: http(s) only, public addresses only, counted after content decoding. The bytes are on
   * disk (fsync) when it resolves. On any failure the file is gone again. Throws `FetchError`, the signal's reason when
   * the caller aborted, and file system errors (`ENOSPC`) as they are.
   */
  download(url: string, toFile: string, limits: DownloadLimits): Promise<Download>;
  /**
   * One attempt at a POST to an address from the operator's settings, so its address is not checked. Resolves with any
   * HTTP status; throws `RequestFailure` where no whole answer came, and the signal's reason when the caller aborted.
   */
  postJson(call: JsonCall): Promise<JsonAnswer>;
  /** The same with an answer that is handed on as it comes, for what should not be held in memory. */
  postForStream(call: JsonCall): Promise<StreamedAnswer>;
  /** One attempt at a GET, which like `postJson` resolves with any HTTP status. */
  getJson(call: ApiCall): Promise<JsonAnswer>;
  close(): Promise<void>;
}

export interface DownloadLimits {
  maximumBytes: number;
  /** The whole download with its redirects, in milliseconds of real time. */
  totalMs: number;
  /** The longest silence, in milliseconds of real time. */
  idleMs: number;
  signal: AbortSignal;
}

export interface Download {
  sizeBytes: number;
  /** In lower-case hexadecimal. */
  sha256: string;
  /** As the server calls it; not to be trusted. */
  contentType: string | null;
}

const MAXIMUM_REDIRECTS = 3;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const DEAD = new Set([403, 404, 410]);
const CONNECT_TIMEOUT_MS = 10_000;

/** IPv4 that is not the public internet: the IANA registry of special-purpose addresses, multicast and reserved space. */
const SPECIAL_IPV4 = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const;

/**
 * The only IPv6 space in public use. Everything outside is refused unseen: loopback, link-local, unique local, multicast,
 * IPv4-mapped (::ffff:0:0/96) and NAT64 (64:ff9b::/96), behind which any IPv4 address may hide.
 */
const GLOBAL_IPV6 = ['2000::', 3] as const;

/** Exceptions within it: IETF protocols with Teredo, documentation, and 6to4, which wraps any IPv4 address. */
const SPECIAL_IPV6 = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const;

/** The bot's one way to fetch from and post to servers other than Discord's API. */
export function createGuardedFetch({ trustedOrigins, log }: GuardedFetchOptions): GuardedFetch {
  // Time limits are set per call. HTTP/1.1 alone keeps "one request, one connection at a time" easy to reason about.
  const common = { headersTimeout: 0, bodyTimeout: 0, allowH2: false } as const;
  const plain = new Agent({ ...common, connect: { timeout: CONNECT_TIMEOUT_MS } });
  const guarded = new Agent({ ...common, connect: createGuardedConnector(createAddressCheck()) });
  const trusted = new Set(trustedOrigins);

  return {
    async download(url, toFile, limits) {
      const watch = watchTime(limits);
      try {
        const answer = await follow(url, watch, (origin) => (trusted.has(origin) ? plain : guarded));
        return await save(answer, toFile, limits.maximumBytes, watch);
      } catch (error) {
        const failure = watch.signal.aborted ? watch.signal.reason : error;
        if (failure instanceof FetchError && failure.code === 'address')
          log.warn({ host: URL.parse(url)?.host }, 'download refused: the address or one it leads to is not public');
        throw failure;
      } finally {
        watch.stop();
      }
    },
    postJson: (call) => callForJson('POST', call, plain),
    postForStream: (call) => callForStream('POST', call, plain),
    getJson: (call) => callForJson('GET', call, plain),
    async close() {
      await Promise.all([plain.destroy(), guarded.destroy()]);
    },
  };
}

/** Whether an address is one of the public internet, in any of its written forms. */
export function createAddressCheck(): (address: string) => boolean {
  const special = new BlockList();
  for (const [network, bits] of SPECIAL_IPV4) special.addSubnet(network, bits, 'ipv4');
  for (const [network, bits] of SPECIAL_IPV6) special.addSubnet(network, bits, 'ipv6');
  const global = new BlockList();
  global.addSubnet(...GLOBAL_IPV6, 'ipv6');
  return (address) =>
    isIPv6(address)
      ? global.check(address, 'ipv6') && !special.check(address, 'ipv6')
      : isIP(address) === 4 && !special.check(address, 'ipv4');
}

/** Checks the very address that is about to be connected to: a second name lookup could give another one. */
function createGuardedConnector(isPublic: (address: string) => boolean): buildConnector.connector {
  const refused = () => new FetchError('address', 'not a public address');
  const lookup: LookupFunction = (hostname, options, callback) => {
    lookupName(hostname, { ...options, all: true }, (error, addresses) => {
      const first = addresses?.[0];
      if (error || !first) return callback(error ?? new FetchError('failed', 'no address for this name'), []);
      if (!addresses.every(({ address }) => isPublic(address))) return callback(refused(), []);
      if (options.all) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
  const connect = buildConnector({ lookup, timeout: CONNECT_TIMEOUT_MS, allowH2: false });
  return (options, callback) => {
    // An address in place of a name is connected to without any lookup.
    if (isIP(options.hostname) && !isPublic(options.hostname)) callback(refused(), null);
    else connect(options, callback);
  };
}

interface TimeWatch {
  signal: AbortSignal;
  /** Something arrived. */
  heard(): void;
  stop(): void;
}

function watchTime({ totalMs, idleMs, signal }: DownloadLimits): TimeWatch {
  const slow = new AbortController();
  const total = setTimeout(() => slow.abort(new FetchError('slow', 'the download took too long')), totalMs);
  const idle = setTimeout(() => slow.abort(new FetchError('slow', 'the server fell silent')), idleMs);
  return {
    signal: AbortSignal.any([signal, slow.signal]),
    heard: () => idle.refresh(),
    stop() {
      clearTimeout(total);
      clearTimeout(idle);
    },
  };
}

/** The first answer that is not a redirect; each hop is guarded like the first address. */
async function follow(url: string, watch: TimeWatch, agentFor: (origin: string) => Agent) {
  let target = parseTarget(url);
  for (let redirects = 0; ; redirects += 1) {
    const answer = await request(target, {
      dispatcher: agentFor(target.origin),
      headers: { accept: '*/*', 'accept-encoding': 'identity' },
      signal: watch.signal,
    }).catch((error: unknown) => {
      throw toFetchError(error);
    });
    watch.heard();
    if (answer.statusCode === 200) return answer;
    discard(answer.body);
    if (!REDIRECTS.has(answer.statusCode)) {
      const code = DEAD.has(answer.statusCode) ? 'dead' : 'failed';
      throw new FetchError(code, `the server answered with status ${answer.statusCode}`);
    }
    if (redirects === MAXIMUM_REDIRECTS) throw new FetchError('failed', 'too many redirects');
    target = parseTarget(headerText(answer.headers.location) ?? '', target);
  }
}

/** `URL` brings odd spellings (octal, hexadecimal, one number) into the ordinary form, so that the check sees them. */
function parseTarget(url: string, base?: URL): URL {
  const target = URL.parse(url, base?.href);
  if (!target) throw new FetchError('failed', 'not a web address');
  if (target.protocol !== 'http:' && target.protocol !== 'https:')
    throw new FetchError('address', 'neither http nor https');
  if (target.username || target.password) throw new FetchError('address', 'an address with credentials');
  return target;
}

async function save(
  { body, headers }: Dispatcher.ResponseData,
  toFile: string,
  maximumBytes: number,
  watch: TimeWatch,
): Promise<Download> {
  const announcedBytes = Number(headerText(headers['content-length']) ?? 0);
  const hash = createHash('sha256');
  let sizeBytes = 0;
  try {
    if (announcedBytes > maximumBytes) throw new FetchError('tooLarge', 'larger than allowed, by its own account');
    const decoder = decoderFor(headers);
    await using file = await open(toFile, 'w', 0o600);
    await pipeline(
      listen(body, watch),
      decoder,
      async (decoded: AsyncIterable<Buffer>) => {
        for await (const chunk of decoded) {
          sizeBytes += chunk.length;
          if (sizeBytes > maximumBytes) throw new FetchError('tooLarge', 'larger than allowed');
          hash.update(chunk);
          await file.appendFile(chunk);
        }
      },
      { signal: watch.signal },
    );
    if (encodingOf(headers) === 'identity' && sizeBytes < announcedBytes)
      throw new FetchError('failed', 'shorter than announced');
    await file.sync();
  } catch (error) {
    discard(body);
    await rm(toFile, { force: true });
    throw isDiskError(error) ? error : toFetchError(error);
  }
  return { sizeBytes, sha256: hash.digest('hex'), contentType: headerText(headers['content-type']) ?? null };
}

/** The pieces as they come; a broken connection becomes a `FetchError` here, where it cannot be a fault of the disk. */
async function* listen(body: AsyncIterable<Buffer>, watch: TimeWatch): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of body) {
      watch.heard();
      yield chunk;
    }
  } catch (error) {
    throw toFetchError(error);
  }
}

/** The cause is for the log; undici's errors name hosts and codes, never a path or query. */
function toFetchError(error: unknown): FetchError {
  return error instanceof FetchError ? error : new FetchError('failed', 'the download broke off', { cause: error });
}

/** Errors of the file system name a system call; those of the decoders do not. */
function isDiskError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}
