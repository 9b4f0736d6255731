import type { FileLink } from '../port.ts';

/** Whose bytes they are, and of which of its lives: what was deleted once never comes back under the same name. */
export interface BlobName {
  hash: string;
  generation: number;
}

export interface Blob extends BlobName {
  sizeBytes: number;
  /** In milliseconds since the epoch. */
  modifiedAt: number;
}

/** A file of this machine, for as long as it is not released. */
export interface LocalFile {
  path: string;
  release(): void;
}

export interface PutOptions {
  /** Nothing is tried again once it aborts. */
  signal?: AbortSignal | undefined;
  /** What cannot be had again is worth waiting for a place that is away. */
  isOnlyCopy?: boolean | undefined;
}

/**
 * Where the bytes of files are: a folder, or a bucket. Knows nothing of who needs them. A name has all of its bytes or there is
 * none. Where the place does not answer, everything throws `FilesAwayError`, and may be done again.
 */
export interface Blobs {
  /** Keeps a finished file of this machine under a name, and leaves the file where it is. */
  put(name: BlobName, path: string, options?: PutOptions): Promise<void>;
  /** Lets go of a file of this machine that was put, unless it is the place's own. */
  settle(name: BlobName, path: string): Promise<void>;
  has(name: BlobName): Promise<boolean>;
  /** Its bytes as a file of this machine; undefined where they are gone. */
  acquire(name: BlobName): Promise<LocalFile | undefined>;
  /** See `Files`. Asks the place for nothing. */
  link(name: BlobName, fileName: string): Promise<FileLink | undefined>;
  /** However often it is asked to. */
  remove(name: BlobName): Promise<void>;
  /** All that is there, in no order. */
  list(): AsyncIterable<Blob>;
}

const NAME = /^([0-9a-f]{64})(?:\.([1-9]\d{0,14}))?$/;

/** With the folder that it is in, divided by `/`: the same in every place, so that all of it can be copied to another. */
export function keyOf({ hash, generation }: BlobName): string {
  return `${hash.slice(0, 2)}/${hash}${generation === 0 ? '' : `.${generation}`}`;
}

/** Undefined for what is no file of ours. */
export function nameOf(key: string): BlobName | undefined {
  const [, hash, generation = '0'] = NAME.exec(key.slice(key.lastIndexOf('/') + 1)) ?? [];
  if (hash === undefined) return undefined;
  const name = { hash, generation: Number(generation) };
  return keyOf(name) === key ? name : undefined;
}
