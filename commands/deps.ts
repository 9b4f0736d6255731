import type { Draft } from '../src/domain/draft.ts';
import type { Job } from '../src/domain/job.ts';
import type { Model } from '../src/domain/models.ts';
import type { Drafts } from '../src/store/port.ts';

/** What commands can have done for them. */
export interface CommandDeps {
  requests: CoverRequests;
  /** Throws `UserError` when it is too late. */
  cancelCover(job: Job): Promise<Job>;
  drafts: Drafts;
  /** In the order in which they are offered; options and forms follow the first one of a kind. */
  models: readonly Model[];
  lyrics: LyricsHelp;
}

export interface CoverRequests {
  /** Starts to download the song while its member still fills in the form. */
  begin(draft: Draft): void;
  /** Makes a job of a draft; the same draft again is the same job. Throws `UserError`. */
  request(draft: Draft): Promise<Requested>;
  /** Makes a new job of one that failed; again, the same failed job gives the same new one. Throws `UserError`. */
  newTry(job: Job, progress: Draft['progress']): Promise<Requested>;
}

/** From the moment that a job is new, its private message is kept up to date by the covers. */
export interface Requested {
  job: Job;
  isNew: boolean;
}

/** All that helps with words before a cover is asked for. */
export interface LyricsHelp {
  /** The lyrics heard in the draft's song, or section tags to fill where no provider can hear them. Throws `UserError`. */
  hear(draft: Draft): Promise<HeardLyrics>;
  /** Whether a provider writes lyrics, and what one attempt costs; undefined when none does. */
  writing: { priceMicros: number } | undefined;
  /** One paid attempt under the draft's id; given lyrics are changed, none are written anew. Throws `UserError`. */
  write(draft: Draft, prompt: string, attempt: string): Promise<{ title: string; lyrics: string }>;
}

export interface HeardLyrics {
  lyrics: string;
  sections: readonly { label: string; startSeconds: number; endSeconds: number }[];
  /** False where the lyrics are tags alone. */
  isHeard: boolean;
}
