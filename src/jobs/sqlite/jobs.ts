import type { Clock } from '../../clock.ts';
import type { Database } from '../../database.ts';
import { applyMove, type Job, type Move } from '../../domain/job.ts';
import { type LimitedCharge, type QuotaRefusal, refusalOf } from '../../domain/quota.ts';
import { isSameWish } from '../../domain/same-wish.ts';
import { createTurns, type TurnCaps } from '../../domain/turns.ts';
import type { Logger } from '../../logger.ts';
import type { Acceptance, Charged, Jobs } from '../port.ts';
import { createAlarms } from './alarms.ts';
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
import { createWork } from './work.ts';

export interface SqliteJobsOptions {
  database: Database;
  clock: Clock;
  log: Logger;
  caps: TurnCaps;
  /** Throws where nothing new may be taken on at present. Default: never. */
  admit?: () => void;
  /** How many covers are delivered at once, at most half of them for one guild. Default: 12. */
  deliveries?: number;
}

/**
 * Jobs for one process: the records in SQLite, the line and the leases in memory and built anew from the records at the
 * start. The exclusive lock of the database is what makes the leases sure.
 */
export function createSqliteJobs({
  database,
  clock,
  log,
  caps,
  admit = () => undefined,
  deliveries = 12,
}: SqliteJobsOptions): Jobs {
  const table = createJobTable(database, log);
  const charges = createChargeTable(database);
  const covers = createCoverTable(database);
  const votes = createVoteTable(database);
  const deleteJobs = createDeleteJobs({ database, clock, jobs: table, covers, charges });
  const members = createMembers({ database, clock, jobs: table, covers, votes, charges, deleteJobs });
  const guilds = createGuilds({ database, clock, jobs: table, charges, deleteJobs });
  const uploads = createUploads({ database, jobs: table });
  const turns = createTurns(caps);
  const alarms = createAlarms({ database, clock, log });
  const listeners = createListeners(log);
  const work = createWork({ jobs: table, turns, deliveries, clock, log });
  let wasStarted = false;

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
    onceSince: number,
  ): Acceptance & { stored?: StoredJob } => {
    const existing = table.find(job.id);
    if (existing) return { kind: 'exists', job: existing.job };
    const repeated = table.acceptedSince(job, onceSince).find((other) => isSameWish(job, other));
    if (repeated) return { kind: 'repeats', job: repeated };
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

  const announce = (stored: StoredJob) => {
    work.follow(stored);
    listeners.tell(stored.job);
  };

  for (const stored of table.unfinished()) work.follow(stored);
  charges.clearNameless(clock.now());

  return {
    async accept(job, wanted, { onceSince = Number.POSITIVE_INFINITY } = {}) {
      if (job.state !== 'queued' || job.settled !== 'reserved')
        throw new Error(`a job is accepted as queued and reserved, not as ${job.state} and ${job.settled}`);
      const { stored, ...acceptance } = database.transaction(() => acceptInTransaction(job, wanted, onceSince));
      if (stored) announce(stored);
      return acceptance;
    },
    async get(id) {
      return table.find(id)?.job;
    },
    async change(id, version, move) {
      const changed = database.transaction(() => changeInTransaction(id, version, move));
      if (!changed) return undefined;
      if (move.alarms) alarms.wake();
      announce(changed);
      return changed.job;
    },
    work: work.handle,
    async line(id) {
      return turns.places().get(id);
    },
    async places() {
      return turns.places();
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
    async unfinished() {
      return table.unfinished().map(({ job }) => job);
    },
    async presumed() {
      const found = charges.presumed(clock.now()).flatMap((id) => table.find(id) ?? []);
      return found.toSorted((one, other) => one.order - other.order).map(({ job }) => job);
    },
    async countUnfinished(guildId) {
      return table.countUnfinished(guildId);
    },
    async cover(id) {
      return covers.find(id);
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
    async at(time, kind, id) {
      alarms.set(kind, time, id);
      alarms.wake();
    },
    onAlarm: alarms.handle,
    onChange: listeners.add,
    start() {
      if (wasStarted) throw new Error('work has been handed out already: open the jobs anew to begin again');
      wasStarted = true;
      work.start();
      alarms.start();
    },
    async stop() {
      await Promise.all([work.stop(), alarms.stop()]);
    },
  };
}
