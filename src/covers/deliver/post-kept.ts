import type { Clock } from '../../clock.ts';
import type { Discord } from '../../discord/port.ts';
import { isKept, type Job, type Move } from '../../domain/job.ts';
import { isBarred } from '../../domain/moderation/approval.ts';
import type { CoverTarget } from '../../domain/new-job.ts';
import { UserError } from '../../errors.ts';
import type { JobStore } from '../../jobs/store.ts';
import type { Files, HowTos, SettingsStore } from '../../store/port.ts';
import { isTakenDown, type SongRights } from '../assert-usable.ts';
import { checkWords, wordsOfJob } from '../check-words.ts';
import { outOfHowTo, targetOf } from '../request/place.ts';
import { findTrace } from './find-trace.ts';
import { postedTakes } from './posted-takes.ts';

/** What Discord is asked while a member waits for the answer. */
const ASKING_MS = 10_000;

export interface PostKeptDeps extends Pick<SongRights, 'blocked'> {
  jobs: Pick<JobStore, 'get' | 'change'>;
  files: Pick<Files, 'has'>;
  settings: Pick<SettingsStore, 'get'>;
  howTos: Pick<HowTos, 'isAt'>;
  discord: Pick<Discord, 'coverChannelIn' | 'checkTarget' | 'findPost'>;
  clock: Clock;
}

/** Where the wish was said, and the message in which it is answered. */
export interface Asked {
  channelId: string;
  parentChannelId: string | null;
  progress: NonNullable<Job['progress']>;
}

/**
 * Has a cover posted that was kept for its requester: it goes back to `delivering`, paid as it is, and is posted like any other.
 * Of any number of clicks one does that; what is on its way, or posted, stays as it is and is returned. Throws `UserError` where
 * it cannot go there, or nothing of it is left; `DiscordError`.
 */
export type PostKept = (job: Job, asked: Asked) => Promise<Job>;

export function createPostKept(deps: PostKeptDeps): PostKept {
  const { jobs, files, settings, howTos, discord, clock } = deps;

  const checkPostable = async (job: Job): Promise<void> => {
    if (isBarred(job)) throw new UserError(job.failure ?? { key: 'approval.refused', params: {} });
    checkWords(wordsOfJob(job), await settings.get(job.guildId));
    if (await isTakenDown(deps, job)) throw new UserError({ key: 'song.blocked', params: {} });
    if ((await postedTakes(files, job, Number.MAX_SAFE_INTEGER, clock.now())).length === 0)
      throw new UserError({ key: 'files.notKept', params: {} });
  };

  const checkedTarget = async (job: Job, asked: Asked, signal: AbortSignal): Promise<CoverTarget> => {
    const chosen = await settings.get(job.guildId);
    const target = await targetOf(
      discord,
      await outOfHowTo(howTos, { ...asked, guildId: job.guildId }),
      chosen,
      signal,
    );
    const check = await discord.checkTarget({ ...job, ...target }, 'fresh', signal);
    if (check.kind !== 'ok') throw new UserError(check.text);
    return target;
  };

  return async function postKept(job, asked) {
    const signal = clock.deadline(ASKING_MS);
    let seen: Job | undefined = job;
    while (seen && isKept(seen)) {
      await checkPostable(seen);
      const trace = await findTrace(discord, seen, signal);
      if (trace.kind === 'unknown')
        throw new UserError({ key: 'posting.cannotLook', params: { channelId: seen.channelId } });
      const move =
        trace.kind === 'found' ? confirmation(asked) : newPost(asked, await checkedTarget(seen, asked, signal));
      const moved = await jobs.change(seen.id, seen.version, move);
      if (moved) return moved;
      seen = await jobs.get(job.id);
    }
    if (!seen) throw new UserError({ key: 'job.gone', params: {} });
    return seen;
  };
}

/** It is there already: its delivery finds the message where it was begun. */
function confirmation({ progress }: Asked): Move {
  return { to: 'delivering', set: { cancelRequestedAt: null, isPrivateFirst: false, failure: null, progress } };
}

function newPost({ channelId, progress }: Asked, target: CoverTarget): Move {
  return {
    to: 'delivering',
    set: {
      channelId: target.channelId,
      opensThread: target.opensThread,
      forumTag: target.forumTag,
      askedIn: target.channelId === channelId ? null : channelId,
      delivery: { startedAt: null, messageId: null },
      preparedFor: null,
      cancelRequestedAt: null,
      isPrivateFirst: false,
      failure: null,
      progress,
    },
  };
}
