import type { Clock } from '../../clock.ts';
import type { Discord } from '../../discord/port.ts';
import type { Job, Move } from '../../domain/job.ts';
import type { Approval } from '../../domain/moderation/approval.ts';
import { UserError } from '../../errors.ts';
import type { AlarmStore } from '../../jobs/alarms.ts';
import type { JobStore } from '../../jobs/store.ts';
import type { Logger } from '../../logger.ts';
import type { Files, SettingsStore } from '../../store/port.ts';
import { postedTakes } from '../deliver/posted-takes.ts';

/** Covers that wait for a moderator. */
export interface Approvals {
  /** Asks the moderators, ends what has waited for too long, and tells its requester: the handler of its alarm. */
  attend(jobId: string): Promise<void>;
  /** One of any number decides. Throws `UserError` where it does not wait any more. */
  decide(job: Job, decision: 'granted' | 'refused'): Promise<Job>;
}

export interface ApprovalsDeps {
  jobs: Pick<JobStore, 'get' | 'change'>;
  alarms: Pick<AlarmStore, 'set'>;
  files: Pick<Files, 'has'>;
  settings: Pick<SettingsStore, 'get'>;
  discord: Pick<Discord, 'askApproval' | 'tell' | 'uploadLimit'>;
  clock: Clock;
  log: Logger;
}

/** No alarm is set further ahead than twenty minutes. */
const LOOK_EVERY_MS = 15 * 60_000;
const ASKING_MS = 60_000;

export function createApprovals({ jobs, alarms, files, settings, discord, clock, log }: ApprovalsDeps): Approvals {
  /** False where there is nowhere to ask, for now. */
  const ask = async (job: Job): Promise<boolean> => {
    const { logChannelIds: channelIds, locale } = await settings.get(job.guildId);
    if (channelIds.length === 0) return false;
    const signal = clock.deadline(ASKING_MS);
    const takes = await postedTakes(files, job, await discord.uploadLimit(job.guildId, signal), clock.now());
    return discord.askApproval({ job, takes, channelIds, locale: locale ?? 'en-US' }, signal);
  };

  /** Whatever else of the job is written down at the same time, while nobody has decided meanwhile. */
  const note = async (id: string, from: Approval['state'], changes: Partial<Approval>, more: Partial<Move> = {}) => {
    for (let job = await jobs.get(id); job?.approval?.state === from; job = await jobs.get(id)) {
      const set = { ...more.set, approval: { ...job.approval, ...changes } };
      if (await jobs.change(id, job.version, { ...more, to: job.state, set })) return;
    }
  };

  const tellEnd = async (job: Job, { state }: Approval): Promise<void> => {
    const isTold = await discord.tell(job, [], clock.deadline(ASKING_MS));
    if (!isTold) log.warn({ jobId: job.id }, 'the requester could not be told what moderators decided');
    await note(job.id, state, { isTold: true });
  };

  const attendPending = async (job: Job, approval: Approval): Promise<void> => {
    const now = clock.now();
    if (approval.until !== null && now >= approval.until) {
      const failure = { key: 'approval.expired', params: {} } as const;
      await note(job.id, 'pending', { state: 'expired' }, { set: { failure }, alarms: [{ kind: 'approval', at: 0 }] });
      return;
    }
    if (!approval.isAsked && (await ask(job))) await note(job.id, 'pending', { isAsked: true });
    await alarms.set('approval', Math.min(approval.until ?? now, now + LOOK_EVERY_MS), job.id);
  };

  return {
    async attend(jobId) {
      const job = await jobs.get(jobId);
      const { approval } = job ?? {};
      if (!job || !approval) return;
      if (approval.state === 'pending') return attendPending(job, approval);
      const isOver = approval.state === 'refused' || approval.state === 'expired';
      if (isOver && !approval.isTold) await tellEnd(job, approval);
    },

    async decide(job, decision) {
      for (let seen: Job | undefined = job; seen?.approval?.state === 'pending'; seen = await jobs.get(job.id)) {
        const approval = { ...seen.approval, state: decision };
        const moved = await jobs.change(
          seen.id,
          seen.version,
          decision === 'granted' ? toPost(approval) : toKeep(seen, approval),
        );
        if (moved) return moved;
      }
      throw new UserError({ key: 'approval.over', params: {} });
    },
  };
}

/** Paid for as it is, it goes where it was to go in the first place. */
function toPost(approval: Approval): Move {
  const delivery = { startedAt: null, messageId: null };
  return { to: 'delivering', set: { approval, delivery, preparedFor: null, failure: null } };
}

function toKeep({ state }: Job, approval: Approval): Move {
  const failure = { key: 'approval.refused', params: {} } as const;
  return { to: state, set: { approval, failure }, alarms: [{ kind: 'approval', at: 0 }] };
}
