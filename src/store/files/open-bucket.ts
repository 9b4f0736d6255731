import { join } from 'node:path';
import type { S3mini } from 's3mini';
import { type Dispatcher, fetch } from 'undici';
import type { Clock } from '../../clock.ts';
import type { Logger } from '../../logger.ts';
import type { Blobs } from './blobs.ts';
import { createLocalCache } from './local-cache.ts';
import { createS3Blobs } from './s3-blobs.ts';

export interface BucketPlace {
  /** An origin, without the bucket. */
  endpoint: string;
  bucket: string;
  /** Empty, or ends with `/`. */
  prefix: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
}

export interface OpenBucketOptions {
  place: BucketPlace;
  /** Where this process may keep copies: its own folder for what is unfinished. */
  folder: string;
  /** `createGuardedFetch(…).dispatcher`. */
  dispatcher: Dispatcher;
  /** Aborts when the process is to end: what was paid is still put, all else is left for the next time. */
  signal: AbortSignal;
  clock: Clock;
  log: Logger;
  /** Of the copies on this machine. */
  cacheBytes?: number;
}

/** The smallest that S3 takes. */
const PART_BYTES = 5 * 1024 * 1024;

/** A few songs with all that is made of them, or an export. */
const CACHE_BYTES = 1_000_000_000;

/** A file or a part over a slow line, and a question without one. */
const TRANSFER_MS = 300_000;
const QUESTION_MS = 30_000;

export async function openBucket(options: OpenBucketOptions): Promise<Blobs> {
  const { place, folder, signal, clock, log, cacheBytes = CACHE_BYTES } = options;
  const client = await createBucketClient(options);
  const cache = createLocalCache({ folder: join(folder, 'copies'), maximumBytes: cacheBytes });
  return createS3Blobs({ client, prefix: place.prefix, cache, signal, clock, log });
}

/** Loaded only where there is a bucket. */
export async function createBucketClient({
  place,
  dispatcher,
  clock,
}: Pick<OpenBucketOptions, 'place' | 'dispatcher' | 'clock'>): Promise<S3mini> {
  const { S3mini } = await import('s3mini');
  const timed = (input: string, init: Parameters<typeof fetch>[1] = {}) => {
    const hasBytes = init.method === 'GET' || init.method === 'PUT';
    return fetch(input, { ...init, dispatcher, signal: clock.deadline(hasBytes ? TRANSFER_MS : QUESTION_MS) });
  };
  return new S3mini({
    endpoint: `${place.endpoint}/${place.bucket}`,
    region: place.region,
    accessKeyId: place.accessKeyId,
    secretAccessKey: place.secretAccessKey,
    minPartSize: PART_BYTES,
    fetch: timed as unknown as typeof globalThis.fetch,
  });
}
