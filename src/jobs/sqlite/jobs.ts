import type { Clock } from '../../clock.ts';
import type { Database } from '../../database.ts';
import { isSameWish } from '../../domain/draft/same-wish.ts';
import { applyMove, type Job, type Move } from '../../domain/job.ts';
import { type LimitedCharge, type QuotaRefusal, refusalOf } from '../../domain/money/quota.ts';
import { refusalOfPace } from '../../domain/policy/pace.ts';
import type { Logger } from '../../logger.ts';
import type { AlarmStore } from '../alarms.ts';
import type { JobFeed } from '../feed.ts';
import type { Charged, Ledger } from '../ledger.ts';
import type { Library } from '../library.ts';
import type { Records } from '../records.ts';
import type { Acceptance, AcceptOptions, JobStore } from '../store.ts';
import { createAlarmTable } from './alarm-table.ts';
import { createChargeTable } from './charge-table.ts';
import { createCoverTable } from './cover-table.ts';
import { createDeleteJobs } from './delete-jobs.ts';
import { createGuilds } from './guilds.ts';
import { createHistory } from './history.ts';
import { createJobTable, type StoredJob } from './job-table.ts';
import { createListeners } from './listeners.ts';
import { createMembers } from './members.ts';
import { createUploads } from './uploads.ts';
import { createVoteTable } from './vote-table.ts';

export interface SqliteJobsOptions {
  database: Database;
  clock: Clock;
  log: Logger;
  /** Throws where nothing new may be taken on at present. Default: never. */
  admit?: () => void;
}

/** All that is kept of jobs, in SQLite. */
export interface SqliteJobs extends JobStore, JobFeed, Ledger, Library, Records {
  alarms: AlarmStore;
}

export function createSqliteJobs({ database, clock, log, admit = () => undefined }: SqliteJobsOptions): SqliteJobs {
  const table = createJobTable({ database, clock, log });
  const charges = createChargeTable(database);
  const covers = createCoverTable(database);
  const votes = createVoteTable(database);
  const deleteJobs = createDeleteJobs({ database, clock, jobs: table, covers, charges });
  const members = createMembers({ database, clock, jobs: table, covers, votes, charges, deleteJobs });
  const guilds = createGuilds({ database, clock, jobs: table, charges, deleteJobs });
  const uploads = createUploads({ database, clock, jobs: table });
  const alarms = createAlarmTable(database);
  const listeners = createListeners(log);
  const alarmListeners: (() => void)[] = [];
  const alarmSet = () => {
    for (const listener of alarmListeners) listener();
  };

  const firstRefusal = (wanted: readonly LimitedCharge[]): QuotaRefusal | undefined => {
    admit();
    for (const charge of wanted) {
      const refusal = refusalOf(charge, charges.usage(charge.scope, charge.window.key));
      if (refusal) return refusal;
    }
    return undefined;
  };

  const acceptInTransaction = (
    job: Job,
    wanted: readonly LimitedCharge[],
    { onceSince = Number.POSITIVE_INFINITY, pace }: AcceptOptions,
  ): Acceptance & { stored?: StoredJob } => {
    const existing = table.find(job.id);
    if (existing) return { kind: 'exists', job: existing.job };
    const repeated = table.acceptedSince(job, onceSince).find((other) => isSameWish(job, other));
    if (repeated) return { kind: 'repeats', job: repeated };
    const tooFast = pace && refusalOfPace(pace, table.paceOf(job.guildId, job.requester.id), job.acceptedAt);
    if (tooFast) return { kind: 'tooFast', text: tooFast };
    const refusal = firstRefusal(wanted);
    if (refusal) return { kind: 'refused', refusal };
    const stored = table.insert(job);
    charges.reserve(job.id, wanted);
    return { kind: 'accepted', job: stored.job, stored };
  };

  const changeInTransaction = (id: string, version: number, move: Move): StoredJob | undefined => {
    const before = table.find(id);
    if (before?.job.version !== version) return undefined;
    const now = clock.now();
    const after = table.replace(before, applyMove(before.job, move, now));
    if (move.settle) charges.settle(id, move.settle);
    // Under a name of its own, so that a later settlement of the job does not give it back.
    if (move.counts) charges.count(`${id}:counted`, move.counts);
    for (const { kind, at } of move.alarms ?? []) alarms.set(kind, at, id);
    const messageId = after.job.delivery?.messageId;
    const wasPosted = after.job.state === 'delivered' && before.job.state !== 'delivered';
    if (wasPosted && messageId) covers.insert(after, messageId, now);
    return after;
  };

  charges.clearNameless(clock.now());

  return {
    async accept(job, wanted, options = {}) {
      if (job.state !== 'queued' || job.settled !== 'reserved')
        throw new Error(`a job is accepted as queued and reserved, not as ${job.state} and ${job.settled}`);
      const { stored, ...acceptance } = database.transaction(() => acceptInTransaction(job, wanted, options));
      if (stored) listeners.tell(stored.job);
      return acceptance;
    },
    async get(id) {
      return table.find(id)?.job;
    },
    async stateOf(id) {
      return table.stateOf(id);
    },
    async change(id, version, move) {
      const changed = database.transaction(() => changeInTransaction(id, version, move));
      if (!changed) return undefined;
      if (move.alarms) alarmSet();
      listeners.tell(changed.job);
      return changed.job;
    },
    async charge(id, wanted) {
      return database.transaction((): Charged => {
        if (charges.has(id)) return { kind: 'exists' };
        const refusal = firstRefusal(wanted);
        if (refusal) return { kind: 'refused', refusal };
        charges.reserve(id, wanted);
        return { kind: 'charged' };
      });
    },
    async settleCharge(id, settlement) {
      database.transaction(() => charges.settleReserved(id, settlement));
    },
    async usage(scope, windowKey) {
      return charges.usage(scope, windowKey);
    },
    async guildsWithSpend() {
      return charges.guildsWithSpend();
    },
    async spendOf(guildId, fromMonth) {
      return charges.spendOf(guildId, fromMonth);
    },
    async giveBack(jobId) {
      return database.transaction(() => charges.giveBack(jobId));
    },
    async give(id, gift) {
      database.transaction(() => charges.give(id, gift));
    },
    async takeBack(id) {
      charges.takeBack(id);
    },
    async unfinished() {
      return table.unfinished().map(({ job }) => job);
    },
    async presumed() {
      const found = charges.presumed(clock.now()).flatMap((id) => table.find(id) ?? []);
      return found.toSorted((one, other) => one.order - other.order).map(({ job }) => job);
    },
    async paceOf(guildId, memberId) {
      return table.paceOf(guildId, memberId);
    },
    async countUnfinished(guildId) {
      return table.countUnfinished(guildId);
    },
    async cover(id) {
      return covers.find(id);
    },
    async coverWithMessage(guildId, messageId) {
      return covers.findByMessage(guildId, messageId);
    },
    async vote(coverId, memberId) {
      return database.transaction(() => covers.find(coverId) && votes.toggle(coverId, memberId, clock.now()));
    },
    history: createHistory({ database, jobs: table, covers }),
    async removeCover(id) {
      return database.transaction(() => {
        if (!covers.find(id)) return { unusedFiles: [] };
        covers.remove(id);
        return { unusedFiles: table.withoutHolder(table.releaseFiles([id])) };
      });
    },
    recordsOf: members.recordsOf,
    forget: members.forget,
    ...guilds,
    usesOf: uploads.usesOf,
    forgetUploads: uploads.forgetUploads,
    async filesInUse(hashes) {
      return table.filesInUse(hashes);
    },
    async holdersOf(hashes) {
      return table.holdersOf(hashes);
    },
    alarms: {
      async set(kind, dueAt, id) {
        alarms.set(kind, dueAt, id);
        alarmSet();
      },
      async remove(seq) {
        alarms.remove(seq);
      },
      async due(kind, now, limit) {
        return alarms.due(kind, now, limit);
      },
      async nextDue(kind, now) {
        return alarms.nextDue(kind, now);
      },
      async bringForward(kinds, ms) {
        database.transaction(() => {
          for (const kind of kinds) alarms.bringForward(kind, ms);
        });
      },
      async limitTo(kinds, moment) {
        database.transaction(() => {
          for (const kind of kinds) alarms.limitTo(kind, moment);
        });
      },
      onSet: (listener) => void alarmListeners.push(listener),
    },
    onChange: listeners.add,
  };
}
