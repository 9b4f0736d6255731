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
  /** The model that a cover is made with; options and forms follow its limits. */
  model: Pick<Model, 'style' | 'lyrics' | 'maximumTakes' | 'seed' | 'priceMicros'>;
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
