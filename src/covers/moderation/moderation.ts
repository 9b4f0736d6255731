import type { Clock } from '../../clock.ts';
import type { Discord } from '../../discord/port.ts';
import type { Cover, HistoryEntry } from '../../domain/cover.ts';
import { isFinal, type Job } from '../../domain/job.ts';
import {
  type CoverReport,
  isUndoable,
  type MemberBlock,
  MODERATION_KEPT_DAYS,
  type ModerationAction,
  type ModerationKind,
} from '../../domain/moderation/moderation.ts';
import type { TakeDown } from '../../domain/moderation/take-down.ts';
import { memberScope } from '../../domain/money/charges.ts';
import { dayOf, monthOf } from '../../domain/money/quota.ts';
import { UserError } from '../../errors.ts';
import type { Ledger } from '../../jobs/ledger.ts';
import type { Library } from '../../jobs/library.ts';
import type { JobStore } from '../../jobs/store.ts';
import type { Logger } from '../../logger.ts';
import type { ModerationStore, SettingsStore } from '../../store/port.ts';
import type { CancelCover, EndWaiting } from '../cancel.ts';
import type { Removal } from '../library/removal.ts';
import { type ServerSettings, settingsBefore } from '../server-settings.ts';
import type { Approvals } from './approvals.ts';

/** Who does something, where and why. */
export interface ModeratorCall {
  /** That of the interaction: it names the action. */
  id: string;
  guildId: string;
  by: { id: string };
  reason: string;
}

/** What became of it. `isNew`: false where somebody had done the same before, whose action it is then. */
export interface Moderated {
  action: ModerationAction;
  isNew: boolean;
  /** Messages that Discord did not let us delete. */
  refused?: number;
}

/** All that the card of a cover shows. */
export interface ModerationCase {
  job: Job;
  /** Undefined where it is not posted, or not any more. */
  cover: Cover | undefined;
  report: CoverReport | undefined;
  /** About this cover, newest first. */
  actions: ModerationAction[];
  /** Of its requester. */
  block: MemberBlock | undefined;
  /** Null where there is nothing to take down. */
  takeDown: TakeDown | null;
}

export interface MemberHistory {
  memberId: string;
  block: MemberBlock | undefined;
  /** Newest first, those too that nobody else sees. */
  entries: HistoryEntry[];
  actions: ModerationAction[];
}

/** What those who look after a server can do. Who may is for the caller to ask. All throw `UserError`. */
export interface Moderation {
  blockOf(guildId: string, memberId: string): Promise<MemberBlock | undefined>;
  /** From now on, nothing is made for the member; what waits is cancelled, what is being made goes to them alone. */
  block(call: ModeratorCall, memberId: string, until: number | null, jobId?: string): Promise<Moderated>;
  unblock(call: ModeratorCall, memberId: string): Promise<Moderated>;
  /** Written down, and sent to the member once. */
  warn(call: ModeratorCall, jobId: string): Promise<Moderated>;
  delete(call: ModeratorCall, jobId: string): Promise<Moderated>;
  takeDown(call: ModeratorCall, jobId: string): Promise<Moderated>;
  /** Nothing is made of its song any more; the covers stay. */
  blockSong(call: ModeratorCall, jobId: string): Promise<Moderated>;
  /** There is nothing to be done about a report. */
  dismiss(call: ModeratorCall, jobId: string): Promise<Moderated>;
  cancel(call: ModeratorCall, jobId: string): Promise<Moderated>;
  /** Gives the takes of a finished cover back to its requester. What it has cost stays. */
  refund(call: ModeratorCall, jobId: string): Promise<Moderated>;
  /** More takes for today and this month, within what the operator allows. */
  give(call: ModeratorCall, memberId: string, count: number): Promise<Moderated>;
  /** What waits for a moderator is posted, or stays with its requester. */
  decide(call: ModeratorCall, jobId: string, decision: 'granted' | 'refused'): Promise<Moderated>;
  /** Says it in the server's log: `decide` is answered at once, and does not wait for that. */
  announce(moderated: Moderated): Promise<void>;
  /** Takes an action back. `mayManage`: also one that is for those who manage the server. */
  undo(call: ModeratorCall, actionId: string, mayManage: boolean): Promise<ModerationAction>;
  /** The card of a cover of this server, whoever sees it otherwise. */
  look(guildId: string, jobId: string, reportId: string | null): Promise<ModerationCase>;
  historyOf(guildId: string, memberId: string): Promise<MemberHistory>;
  blocks(guildId: string): Promise<MemberBlock[]>;
  /** What was done last in a server. */
  latest(guildId: string): Promise<ModerationAction[]>;
  /** What a moderator can cancel. */
  unfinishedIn(guildId: string): Promise<Job[]>;
  /** Lets go of what is old. */
  tidy(): Promise<void>;
}

export interface ModerationDeps {
  jobs: Pick<JobStore, 'get'> & Pick<Library, 'cover' | 'history'> & Pick<Ledger, 'give' | 'giveBack' | 'takeBack'>;
  moderation: ModerationStore;
  settings: Pick<SettingsStore, 'get' | 'terms'>;
  removal: Pick<Removal, 'remove' | 'takeDown' | 'takeDownOf' | 'blockSong' | 'allowSong'>;
  approvals: Pick<Approvals, 'decide'>;
  serverSettings: Pick<ServerSettings, 'change'>;
  cancelCover: CancelCover;
  endWaiting: EndWaiting;
  discord: Pick<Discord, 'warn' | 'tellAction'>;
  clock: Clock;
  log: Logger;
}

const TELLING_MS = 10_000;
const DAY_MS = 24 * 3_600_000;
const SHOWN = 10;
/** Each is a record to be read, and nothing may block for long. */
const UNFINISHED_MOST = 1_000;
const PROPOSALS = 25;
const BY_MODERATOR = { kind: 'moderator' } as const;

export function createModeration(deps: ModerationDeps): Moderation {
  const { jobs, moderation, approvals, removal, discord, clock, log } = deps;

  const jobOf = async (guildId: string, jobId: string): Promise<Job> => {
    const job = await jobs.get(jobId);
    if (job?.guildId !== guildId) throw new UserError({ key: 'moderation.gone', params: {} });
    return job;
  };

  const write = async (call: ModeratorCall, kind: ModerationKind, about: Partial<ModerationAction>) => {
    const recorded = await moderation.record({ ...newAction(call, kind, clock.now()), ...about });
    const { id, guildId } = call;
    if (recorded.isNew) log.info({ actionId: id, guildId, moderatorId: call.by.id, kind }, 'a moderator acted');
    return recorded;
  };

  /** What was noted meanwhile, told where the server wants to be told. */
  const told = async ({ action, isNew }: Moderated): Promise<Moderated> => {
    const now = (await moderation.action(action.id)) ?? action;
    if (isNew) await tell(deps, now);
    return { action: now, isNew };
  };

  /** What comes of it is done again where it was cut off before: it may be done twice. */
  const aboutCover = async (call: ModeratorCall, jobId: string, kind: ModerationKind, act: CoverAct) => {
    const job = await jobOf(call.guildId, jobId);
    const recorded = await write(call, kind, { jobId, memberId: job.requester.id });
    const { refused, ...outcome } = await act(job, recorded.action).catch(async (error: unknown) => {
      if (recorded.isNew && error instanceof UserError) await moderation.retract(call.id);
      throw error;
    });
    if (recorded.isNew && Object.keys(outcome).length > 0) await moderation.note(recorded.action.id, outcome);
    return { ...(await told(recorded)), ...(refused !== undefined && { refused }) };
  };

  const ifThere = async (job: Job, act: () => Promise<{ count: number; refused: number }>) =>
    (await jobs.cover(job.id)) ? act() : {};

  return {
    blockOf: (guildId, memberId) => moderation.blockOf(guildId, memberId, clock.now()),

    async block(call, memberId, until, jobId) {
      if (memberId === call.by.id) throw new UserError({ key: 'moderation.notYourself', params: {} });
      const recorded = await write(call, 'block', { memberId, until, jobId: jobId ?? null });
      const count = await stopWork(deps, call.guildId, memberId, recorded.action.until);
      if (recorded.isNew) await moderation.note(recorded.action.id, { count });
      return told(recorded);
    },

    async unblock(call, memberId) {
      if (!(await moderation.blockOf(call.guildId, memberId, clock.now())))
        throw new UserError({ key: 'moderation.notBlocked', params: {} });
      return told(await write(call, 'unblock', { memberId }));
    },

    async warn(call, jobId) {
      const job = await jobOf(call.guildId, jobId);
      const recorded = await write(call, 'warn', { jobId, memberId: job.requester.id });
      // Once: what was cut off may have arrived.
      if (recorded.isNew) {
        const isTold = await discord.warn({ job, reason: call.reason, actionId: call.id }, clock.deadline(TELLING_MS));
        await moderation.note(call.id, { isTold });
      }
      return told(recorded);
    },

    delete: (call, jobId) => aboutCover(call, jobId, 'delete', (job) => ifThere(job, () => removal.remove(job))),

    takeDown: (call, jobId) =>
      aboutCover(call, jobId, 'takeDown', (job) => ifThere(job, () => removal.takeDown(job, BY_MODERATOR))),

    blockSong: (call, jobId) =>
      aboutCover(call, jobId, 'blockSong', async (job) => ({ hashes: await removal.blockSong(job) })),

    dismiss: (call, jobId) => aboutCover(call, jobId, 'dismiss', async () => ({})),

    cancel: (call, jobId) =>
      aboutCover(call, jobId, 'cancel', async (job) => {
        if (isFinal(job.state)) throw new UserError({ key: 'moderation.nothingToCancel', params: {} });
        await stopJob(deps, job, { key: 'job.cancelledByModerator', params: {} });
        return {};
      }),

    refund: (call, jobId) =>
      aboutCover(call, jobId, 'refund', async (job, action) => {
        const count = await jobs.giveBack(job.id);
        const before = action.count ?? 0;
        if (count + before === 0) throw new UserError({ key: 'moderation.nothingToRefund', params: {} });
        return { count: count + before };
      }),

    async give(call, memberId, count) {
      await checkCanGive(deps, call.guildId);
      const recorded = await write(call, 'give', { memberId, count });
      const now = clock.now();
      const windows = [dayOf(now), monthOf(now)];
      await jobs.give(recorded.action.id, { scope: memberScope(call.guildId, memberId), windows, count });
      return told(recorded);
    },

    async decide(call, jobId, decision) {
      const job = await jobOf(call.guildId, jobId);
      const kind = decision === 'granted' ? 'approve' : 'refuse';
      const recorded = await write(call, kind, { jobId, memberId: job.requester.id });
      // Where the same was written down and cut off before it was done, it is done now.
      await approvals.decide(job, decision).catch(async (error: unknown) => {
        if (recorded.isNew && error instanceof UserError) await moderation.retract(call.id);
        throw error;
      });
      return recorded;
    },

    async announce(moderated) {
      await told(moderated);
    },

    async undo({ id, guildId, by }, actionId, mayManage) {
      const action = await moderation.action(actionId);
      if (action?.guildId !== guildId) throw new UserError({ key: 'moderation.gone', params: {} });
      const isManagers = action.kind === 'give' || action.kind === 'settings';
      if (isManagers && !mayManage) throw new UserError({ key: 'moderation.managersOnly', params: {} });
      if (!isUndoable(action, clock.now())) throw new UserError({ key: 'moderation.tooLateToUndo', params: {} });
      // Each may be done twice, and before it is written down: what was cut off is undone at the next click.
      if (action.kind === 'blockSong') await removal.allowSong(guildId, action.hashes);
      if (action.kind === 'give') await jobs.takeBack(action.id);
      if (action.kind === 'settings') {
        const decide = () => settingsBefore(action);
        await deps.serverSettings.change({ guildId, changeId: id, by: { id: by.id, name: '' }, decide });
      }
      const undone = await moderation.undo(actionId, { id: by.id, at: clock.now() });
      if (!undone) throw new UserError({ key: 'moderation.tooLateToUndo', params: {} });
      log.info({ actionId, guildId, moderatorId: by.id, interactionId: id }, 'a moderator took something back');
      // A change of settings is told as one.
      if (action.kind !== 'settings') await tell(deps, undone);
      return undone;
    },

    async look(guildId, jobId, reportId) {
      const job = await jobOf(guildId, jobId);
      const [cover, report, actions, block] = await Promise.all([
        jobs.cover(jobId),
        reportId === null ? undefined : moderation.report(reportId),
        moderation.actions({ guildId, jobId, limit: SHOWN }),
        moderation.blockOf(guildId, job.requester.id, clock.now()),
      ]);
      const takeDown = cover ? await removal.takeDownOf(job, BY_MODERATOR) : null;
      const ofThis = report?.guildId === guildId && report.jobId === jobId ? report : undefined;
      return { job, cover, report: ofThis, actions, block, takeDown };
    },

    async historyOf(guildId, memberId) {
      const [page, actions, block] = await Promise.all([
        jobs.history({ kind: 'member', guildId, memberId, limit: SHOWN }),
        moderation.actions({ guildId, memberId, limit: SHOWN }),
        moderation.blockOf(guildId, memberId, clock.now()),
      ]);
      return { memberId, block, entries: page.entries, actions };
    },

    blocks: (guildId) => moderation.blocks(guildId, clock.now()),
    latest: (guildId) => moderation.actions({ guildId, all: true, limit: SHOWN }),
    async unfinishedIn(guildId) {
      const { entries } = await jobs.history({ kind: 'unfinished', guildId, limit: PROPOSALS });
      return entries.map(({ job }) => job).filter(({ state }) => !isFinal(state));
    },
    tidy: () => moderation.tidy(clock.now() - MODERATION_KEPT_DAYS * DAY_MS, clock.now()),
  };
}

type CoverAct = (
  job: Job,
  action: ModerationAction,
) => Promise<Partial<Pick<ModerationAction, 'count' | 'hashes'>> & { refused?: number }>;

function newAction({ id, guildId, by, reason }: ModeratorCall, kind: ModerationKind, at: number): ModerationAction {
  const none = {
    memberId: null,
    jobId: null,
    until: null,
    count: null,
    isTold: null,
    undoneAt: null,
    undoneById: null,
  };
  return { ...none, id, guildId, kind, byId: by.id, reason, at, hashes: [] };
}

type StopDeps = Pick<ModerationDeps, 'jobs' | 'endWaiting' | 'cancelCover' | 'log'>;

/** Ends what waits, with all of it given back, and has nothing posted of what is being made. Returns how many were stopped. */
async function stopWork(deps: StopDeps, guildId: string, memberId: string, until: number | null): Promise<number> {
  const query = { kind: 'unfinished', guildId, memberId, limit: UNFINISHED_MOST } as const;
  let stopped = 0;
  for (const { job } of (await deps.jobs.history(query)).entries) {
    const isStopped = await stopJob(deps, job, { key: 'policy.blockedMeanwhile', params: { until } });
    if (isStopped) stopped += 1;
  }
  return stopped;
}

async function stopJob(deps: StopDeps, job: Job, reason: Parameters<EndWaiting>[1]): Promise<boolean> {
  if (await deps.endWaiting(job.id, reason)) return true;
  const now = await deps.jobs.get(job.id);
  if (!now || isFinal(now.state)) return false;
  try {
    await deps.cancelCover(now, null);
    return true;
  } catch (error) {
    // It is being posted already: from there it can be deleted.
    if (error instanceof UserError) return false;
    throw error;
  }
}

/** Refuses where a gift would change nothing: the limits of members are the operator's. */
async function checkCanGive({ settings }: Pick<ModerationDeps, 'settings'>, guildId: string): Promise<void> {
  const { memberDayTakes, memberMonthTakes } = await settings.get(guildId);
  const { bounds } = settings.terms(guildId);
  const isOwn = (own: number | null, most: number | undefined) => own !== null && (most === undefined || own < most);
  if (isOwn(memberDayTakes, bounds.memberDayTakes) || isOwn(memberMonthTakes, bounds.memberMonthTakes)) return;
  throw new UserError({ key: 'moderation.cannotGive', params: {} });
}

/** In the server's log channel; that it cannot be said there changes nothing. */
async function tell(
  { settings, discord, clock, log }: Pick<ModerationDeps, 'settings' | 'discord' | 'clock' | 'log'>,
  action: ModerationAction,
): Promise<void> {
  const { guildId } = action;
  const { logChannelIds: channelIds, locale } = await settings.get(guildId);
  if (channelIds.length === 0) return;
  const isUndoableNow = isUndoable(action, clock.now());
  const said = { guildId, action, channelIds, locale: locale ?? 'en-US', isUndoable: isUndoableNow };
  await discord.tellAction(said, clock.deadline(TELLING_MS)).catch((error: unknown) => {
    log.warn({ err: error, guildId }, 'what a moderator did could not be told');
  });
}
