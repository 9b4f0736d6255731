import type { Clock } from '../clock.ts';
import { createByteBudget } from './byte-budget.ts';
import { checkTarget } from './check-target.ts';
import type { DiscordIdentity } from './client.ts';
import { findPost } from './find-post.ts';
import { createInTurn } from './in-turn.ts';
import type { Discord } from './port.ts';
import { postCover } from './post-cover.ts';
import type { DiscordRest } from './rest.ts';
import { showProgress } from './show-progress.ts';
import { tellRequester } from './tell-requester.ts';
import { createUploadLimits } from './upload-limits.ts';

export interface DiscordOptions {
  rest: DiscordRest;
  /** Asked for at each use, since the bot knows who it is only once it is online. */
  identity(): DiscordIdentity;
  clock: Clock;
  /**
   * How many bytes of takes are read for uploads at once. The library copies what it sends, so expect about twice as much
   * memory.
   */
  uploadBytes?: number;
}

const UPLOAD_BYTES = 64 * 1024 * 1024;

/**
 * What the covers do at Discord, by its REST API. Of these calls only posts are never sent twice by themselves; all others
 * are repeated once where Discord failed. An abort of the caller's signal passes through as it is.
 */
export function createDiscord({ rest, identity, clock, uploadBytes = UPLOAD_BYTES }: DiscordOptions): Discord {
  const budget = createByteBudget(uploadBytes);
  const inTurn = createInTurn();
  const uploadLimits = createUploadLimits({ rest, clock });
  return {
    post: (job, takes, mayStillSend, signal) => postCover({ rest, budget, inTurn }, job, takes, mayStillSend, signal),
    findPost: (job, after, signal) => findPost({ rest, identity }, job, after, signal),
    showProgress: (job, view, signal) => showProgress({ rest, clock }, job, view, signal),
    tell: (job, signal) => tellRequester(rest, job, signal),
    checkTarget: (job, signal) => checkTarget({ rest, identity, clock }, job, signal),
    uploadLimit: uploadLimits.get,
  };
}
