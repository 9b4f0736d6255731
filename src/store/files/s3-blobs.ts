import { createHash } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import { open, rm, stat } from 'node:fs/promises';
import type { S3mini } from 's3mini';
import type { Clock } from '../../clock.ts';
import { FilesAwayError } from '../../errors.ts';
import { isFullDisk } from '../../lib/full-disk.ts';
import { createSemaphore } from '../../lib/semaphore.ts';
import type { Logger } from '../../logger.ts';
import { type BlobName, type Blobs, keyOf, nameOf, type PutOptions } from './blobs.ts';
import type { LocalCache } from './local-cache.ts';

export interface S3BlobsOptions {
  client: S3mini;
  /** In front of every key: empty, or ends with `/`. */
  prefix: string;
  cache: LocalCache;
  /** Once it aborts, nothing but what is put is tried again. */
  signal: AbortSignal;
  clock: Clock;
  log: Logger;
}

/** Between attempts, and where there is patience for more. */
const PAUSES_MS = [500, 2_000, 8_000];
const LONGEST_PAUSE_MS = 20_000;

/** A place that is away for longer than those pauses is away, and so is one where a single attempt takes as long as this. */
const PATIENCE_MS = 120_000;

/** For what cannot be had again. The rest of the answer that it came with waits as well. */
const LONG_PATIENCE_MS = 300_000;

/** Each holds up to four parts of `PART_BYTES` in memory. */
const UPLOADS_AT_ONCE = 2;

const KEYS_AT_ONCE = 1_000;

const LINK_SECONDS = 3_600;

const untilTheEnd = new AbortController().signal;

/**
 * Files in a bucket of anything that speaks S3, under the same names as in a folder. Uploads are read from the disk piece by piece;
 * each download is compared with the hash it has for a name, and is a copy on this machine for as long as there is room.
 */
export function createS3Blobs({ client, prefix, cache, signal: stopping, clock, log }: S3BlobsOptions): Blobs {
  const uploads = createSemaphore(UPLOADS_AT_ONCE);
  const objectKey = (name: BlobName) => prefix + keyOf(name);

  const tried = async <Result>(what: string, act: () => Promise<Result>, options: PutOptions = {}): Promise<Result> => {
    const { signal = stopping, isOnlyCopy } = options;
    const begunAt = clock.monotonic();
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await act();
      } catch (error) {
        if (isFullDisk(error)) throw error;
        const { reason, mayPass } = factsOf(error);
        log.warn({ what, reason, attempt: attempt + 1 }, 'the bucket of files does not answer as it should');
        // The original is not kept as cause: what a service answers may name keys and signatures.
        const away = new FilesAwayError(`${what}: ${reason}`);
        const pauseMs = pauseAfter(attempt, { elapsedMs: clock.monotonic() - begunAt, mayPass, isOnlyCopy });
        if (pauseMs === undefined || signal.aborted) throw away;
        await clock.sleep(pauseMs, signal).catch(() => {
          throw away;
        });
      }
    }
  };

  const sizeOf = async (key: string): Promise<number | undefined> => {
    try {
      return await client.getContentLength(key);
    } catch (error) {
      if (statusOf(error) === 404) return undefined;
      throw error;
    }
  };

  /** False where there is none. Throws where it is not what its name says. */
  const download = async (name: BlobName, toFile: string): Promise<boolean> => {
    const response = await client.getObjectResponse(objectKey(name));
    if (!response) return false;
    const hash = createHash('sha256');
    await using file = await open(toFile, 'w', 0o600);
    for await (const piece of response.body ?? []) {
      hash.update(piece);
      await file.appendFile(piece);
    }
    if (hash.digest('hex') !== name.hash) throw new Error('what came is cut off or damaged');
    return true;
  };

  return {
    async put(name, path, { signal = untilTheEnd, isOnlyCopy } = {}) {
      const key = objectKey(name);
      const { size } = await stat(path);
      const leave = await uploads.acquire(signal);
      try {
        const attempt = async () => {
          if ((await sizeOf(key)) === size) return;
          await client.putAnyObject(key, await openAsBlob(path));
          if ((await sizeOf(key)) !== size) throw new Error('not all of it has arrived');
        };
        await tried('a file could not be put', attempt, { signal, isOnlyCopy });
      } finally {
        leave();
      }
    },
    settle: (name, path) => cache.take(keyOf(name), path),
    async has(name) {
      if (cache.has(keyOf(name))) return true;
      return tried('a file could not be looked for', async () => (await client.objectExists(objectKey(name))) === true);
    },
    acquire: (name) =>
      cache.acquire(keyOf(name), async (path) => {
        try {
          return await tried('a file could not be fetched', () => download(name, path));
        } catch (error) {
          await rm(path, { force: true });
          throw error;
        }
      }),
    async link(name, fileName) {
      // A service inside the operator's network, where no member is.
      if (client.endpoint.protocol !== 'https:') return undefined;
      const url = await client.getPresignedUrl('GET', objectKey(name), LINK_SECONDS, {
        'response-content-disposition': `attachment; filename="${plainName(fileName)}"`,
      });
      return { url, expiresAt: clock.now() + LINK_SECONDS * 1_000 };
    },
    async remove(name) {
      await cache.forget(keyOf(name));
      await tried('a file could not be deleted', async () => {
        if (!(await client.deleteObject(objectKey(name)))) throw new Error('it was not deleted');
      });
    },
    async *list() {
      for (let token: string | undefined, isFirst = true; isFirst || token !== undefined; isFirst = false) {
        const page = await tried('files could not be listed', () =>
          client.listObjectsPaged('/', prefix, KEYS_AT_ONCE, token),
        );
        for (const { Key: key, Size: size, LastModified: modified } of page?.objects ?? []) {
          const name = key.startsWith(prefix) ? nameOf(key.slice(prefix.length)) : undefined;
          if (name) yield { ...name, sizeBytes: Number(size), modifiedAt: new Date(modified).getTime() };
        }
        token = page?.nextContinuationToken;
      }
    },
  };
}

/** Not all services agree on how other letters are to be signed. */
function plainName(name: string): string {
  return name.replace(/[^A-Za-z0-9._-]+/g, '-').slice(-60);
}

interface Attempts {
  elapsedMs: number;
  mayPass: boolean;
  isOnlyCopy: boolean | undefined;
}

/** Undefined where it is not tried again. */
function pauseAfter(attempt: number, { elapsedMs, mayPass, isOnlyCopy = false }: Attempts): number | undefined {
  if (isOnlyCopy) return elapsedMs > LONG_PATIENCE_MS ? undefined : (PAUSES_MS[attempt] ?? LONGEST_PAUSE_MS);
  return !mayPass || elapsedMs > PATIENCE_MS ? undefined : PAUSES_MS[attempt];
}

function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error)) return undefined;
  if ('status' in error && typeof error.status === 'number') return error.status;
  return statusOf(error.cause);
}

/** What a failure comes to: in words without addresses, and whether the same request may do better. */
function factsOf(error: unknown): { reason: string; mayPass: boolean } {
  const status = statusOf(error);
  if (status !== undefined) {
    const code = error instanceof Error && 'code' in error ? ` ${String(error.code)}` : '';
    return { reason: `status ${status}${code}`, mayPass: status >= 500 || status === 429 || status === 408 };
  }
  return { reason: networkReason(error), mayPass: true };
}

function networkReason(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error.cause instanceof Error ? networkReason(error.cause) : error.message;
}
