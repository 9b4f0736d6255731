import { createHash } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { Dispatcher } from 'undici';
import { FetchError } from '../errors.ts';
import { requestUntil } from '../lib/request-until.ts';
import { decoderFor, discard, encodingOf, headerText } from './answer.ts';

export interface DownloadLimits {
  maximumBytes: number;
  /** The whole download with its redirects, in milliseconds of real time. */
  totalMs: number;
  /** The longest silence, in milliseconds of real time. */
  idleMs: number;
  signal: AbortSignal;
  /** Whether the address, or one that a redirect leads to, may be asked at all; all may unless told otherwise. */
  allows?: (url: URL) => boolean;
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

/** One download, by way of the agent that its origin, and that of each redirect, is to go by; see `GuardedFetch`. */
export async function downloadFile(
  url: string,
  toFile: string,
  limits: DownloadLimits,
  agentFor: (origin: string) => Dispatcher,
): Promise<Download> {
  const watch = watchTime(limits);
  try {
    return await save(await follow(url, limits, watch, agentFor), toFile, limits.maximumBytes, watch);
  } catch (error) {
    throw watch.signal.aborted ? watch.signal.reason : error;
  } finally {
    watch.stop();
  }
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
async function follow(
  url: string,
  { allows = () => true }: Pick<DownloadLimits, 'allows'>,
  watch: TimeWatch,
  agentFor: (origin: string) => Dispatcher,
) {
  let target = parseTarget(url);
  for (let redirects = 0; ; redirects += 1) {
    if (!allows(target)) throw new FetchError('host', 'a host that is not allowed');
    const answer = await requestUntil(watch.signal, target, {
      dispatcher: agentFor(target.origin),
      headers: { accept: '*/*', 'accept-encoding': 'identity' },
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
