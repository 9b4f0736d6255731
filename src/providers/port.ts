import type { AudioSettings, Reference } from '../domain/job.ts';
import type { KeptFile } from '../domain/kept-file.ts';
import type { Access } from '../domain/policy/operator-desk.ts';
import type { ProviderError } from '../errors.ts';

/** An HTTP API that makes covers. Every call is one attempt: who repeats what is decided in one place, `covers/make`. */
export interface Provider {
  readonly name: string;
  /** Everything that is free and can be repeated: uploads, checks. The returned task is ready to be paid for. */
  prepare(order: Order, signal: AbortSignal): Promise<PreparedTask>;
  /**
   * The paid request and nothing else, once. `mayLeave` is asked in the moment in which its first byte would leave: where it may not, nothing
   * does; by default it may. Throws `ProviderError` with what is known of acceptance.
   */
  submit(task: PreparedTask, signal: AbortSignal, mayLeave?: () => boolean): Promise<Submission>;
  /** How many tasks one request of `check` is about; 1 when missing. */
  readonly tasksPerRequest?: number;
  /** How tasks are getting on: one status per ref. Throws only when nothing could be learnt of any of them. */
  check(refs: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, TaskStatus>>;
  /** What became of a task of which we have only our own id. */
  lookup?(ourId: string, signal: AbortSignal): Promise<Found>;
  /** New links to the takes of a finished task whose links have died. */
  relink?(ref: string, signal: AbortSignal): Promise<ProviderTake[]>;
  /**
   * Whether the key is good, by something that costs nothing. Rejects only with the signal's reason: what nobody answered is
   * `unknown`.
   */
  checkAccess(signal: AbortSignal): Promise<Access>;
  /**
   * What a take costs by the provider's own price list, in micro-dollars by model; a model whose price is not said, or not
   * understood, is left out. Free. Throws `ProviderError` where there is no list.
   */
  publishedPrices?(signal: AbortSignal): Promise<ReadonlyMap<string, number>>;
  /** The lyrics heard in a song; free. */
  draftLyrics?(reference: Reference, signal: AbortSignal): Promise<LyricsDraft>;
  /** Missing where it writes no lyrics. */
  readonly lyricsWriter?: LyricsWriter;
}

/** What is asked of a provider, in domain words. */
export interface Order {
  /** Our own id for the paid request. */
  ourId: string;
  model: string;
  /** What a cover is made from; null for a new song, and where only parts were given. */
  reference: Reference | null;
  voice: Reference | null;
  instrumental: Reference | null;
  /** Of a new song: without a voice, or with lyrics written by the model. */
  isInstrumental: boolean;
  writesLyrics: boolean;
  style: string | null;
  lyrics: string | null;
  takes: number;
  seed: number | null;
  audio: AudioSettings;
}

/** Opaque outside the provider that made it. */
export interface PreparedTask {
  readonly ourId: string;
  readonly body: unknown;
}

/**
 * What a provider knows of one of our ids: where its task stands; `absent` when it says throughout that there is none; `denied`
 * when a poll looks like that of a running task and the provider's archive has none; `unclear` when a poll looks like that of a
 * running task and the archive says nothing.
 */
export type Found = TaskStatus | 'absent' | 'denied' | 'unclear';

/** `isRepetition`: refused as one that was accepted before, which says that it is there. */
export type Submission = { kind: 'accepted'; ref: string; isRepetition?: true } | ({ kind: 'finished' } & Results);

export type TaskStatus =
  | { state: 'running'; progress?: number }
  | ({ state: 'finished' } & Results)
  | { state: 'failed'; error: ProviderError };

/** What came of a paid request. */
export interface Results {
  takes: ProviderTake[];
  /** What was billed for results that failed beside the takes, in micro-dollars; nothing when missing. */
  failedMicros?: number;
  /** How many results failed beside the takes of which the provider does not say what they cost; none when missing. */
  unpricedFailures?: number;
}

/** One result as the provider hands it over, not yet in our files. */
export interface ProviderTake {
  /** What the provider calls it, where it does: its results may come in another order when they are asked for again. */
  id?: string;
  source: TakeLink | TakeFile;
  seed: number | null;
  costMicros: number | null;
}

/** Still at the provider. */
export interface TakeLink {
  kind: 'link';
  url: string;
  /** When the link dies; null when the provider does not say. */
  expiresAt: number | null;
}

/** Came with the answer, and is in our files already. */
export interface TakeFile {
  kind: 'file';
  file: KeptFile;
}

/** What a provider hears in a song: where its parts are, and the words sung in them. */
export interface LyricsDraft {
  /** With section tags, as our forms spell them. */
  lyrics: string;
  /** In seconds from the start. */
  sections: readonly { label: string; startSeconds: number; endSeconds: number }[];
}

export interface LyricsWriter {
  /** What one call is taken to cost where its answer does not say so, in micro-dollars. */
  priceMicros: number;
  /** The longest lyrics that it changes, in characters. */
  maximumLength: number;
  /** New or changed lyrics; one paid call. */
  write(wish: LyricsWish, signal: AbortSignal): Promise<WrittenLyrics>;
}

/** What lyrics are to be written about, or how given ones are to be changed. */
export interface LyricsWish {
  prompt: string;
  /** The lyrics to change; null for new ones. */
  lyrics: string | null;
}

export interface WrittenLyrics {
  title: string;
  lyrics: string;
  costMicros: number | null;
}
