import type { Draft } from '../domain/draft.ts';

/** References and takes on disk, named by the SHA-256 of their bytes: the same file twice is one file. */
export interface Files {
  /**
   * Downloads an address into the store, streamed and counted.
   * Throws `FetchError`, and leaves nothing behind, when the address, the size or the time is not right.
   */
  keep(url: string, limits: KeepLimits): Promise<KeptFile>;
  /** Takes in bytes as they come, counted, such as those that stand in the middle of a provider's answer. Throws `FetchError`. */
  keepBytes(bytes: AsyncIterable<Uint8Array>, limits: { maximumBytes: number; signal: AbortSignal }): Promise<KeptFile>;
  /** Where the bytes of a kept file are; undefined when they are gone. */
  path(hash: string): Promise<string | undefined>;
  /** Every kept file, oldest use first. */
  list(): Promise<KeptFileUse[]>;
  remove(hash: string): Promise<void>;
}

export interface KeepLimits {
  maximumBytes: number;
  /** The whole download, in milliseconds. */
  totalMs: number;
  /** The longest pause between two pieces, in milliseconds. */
  idleMs: number;
  signal: AbortSignal;
}

export interface KeptFile {
  hash: string;
  sizeBytes: number;
  path: string;
}

export interface KeptFileUse {
  hash: string;
  sizeBytes: number;
  usedAt: number;
}

/** Drafts by id, kept for a day after their last change. */
export interface Drafts {
  get(id: string): Promise<Draft | undefined>;
  save(draft: Draft): Promise<void>;
}

/** Ids under which a provider remembers a song that it has taken apart, for almost a day. */
export interface FeatureIds {
  /** Undefined when there is none that can still be used. */
  get(provider: string, hash: string): Promise<string | undefined>;
  save(provider: string, hash: string, featureId: string): Promise<void>;
  forget(provider: string, hash: string): Promise<void>;
}
