import type { Clock } from '../../clock.ts';
import type { Database, Sql } from '../../database.ts';
import { isSameWish } from '../../domain/draft/same-wish.ts';
import { applyMove, type Job, type Move } from '../../domain/job.ts';
import type { LimitedCharge, QuotaRefusal } from '../../domain/money/quota.ts';
import { refusalOfPace } from '../../domain/policy/pace.ts';
import type { Logger } from '../../logger.ts';
import type { AlarmStore } from '../alarms.ts';
import type { Breakers } from '../breakers.ts';
import type { JobFeed } from '../feed.ts';
import type { Leases } from '../leases.ts';
import type { Charged, Ledger } from '../ledger.ts';
import type { Library } from '../library.ts';
import type { Records } from '../records.ts';
import type { Acceptance, AcceptOptions, JobStore } from '../store.ts';
import { createAlarms, disarm, setAlarm } from './alarm-rows.ts';
import { createBreakers } from './breakers.ts';
import { createCharges } from './charges.ts';
import { coverWithMessage, findCover, insertCover, lockCover, removeCover } from './covers.ts';
import { createDeleteJobs } from './delete-jobs.ts';
import { createGuilds } from './guilds.ts';
import { createHistory } from './history.ts';
import { filesInUse, holdersOf, releaseFiles, withoutHolder } from './job-files.ts';
import {
  createJobReader,
  findJob,
  insertJob,
  lockJob,
  paceOf,
  replaceJob,
  type StoredJob,
  stateOf,
} from './job-rows.ts';
import { createKeptPlaces } from './kept-places.ts';
import { createSqlLeases, type SqlLeasesOptions } from './leases.ts';
import { createListeners } from './listeners.ts';
import { createMembers } from './members.ts';
import { createPseudonyms } from './pseudonyms.ts';
import { readQueueCounts } from './queue-counts.ts';
import type { JobTables } from './tables.ts';
import { createTurnRows } from './turn-rows.ts';
import { createUploads } from './uploads.ts';
import { imbalances } from './usage.ts';
import { toggleVote } from './votes.ts';

export interface SqlJobsOptions {
  database: Database;
  clock: Clock;
  log: Logger;
  /** Throws where nothing new may be taken on at present. Default: never. */
  admit?: () => void;
  /** The clock that all who share the database go by, in milliseconds since the Unix epoch. Default: one of this process. */
  leaseNow?: () => number;
}

/** All that is kept of jobs, in SQL. */
export interface SqlJobs extends JobStore, JobFeed, Ledger, Library, Records {
  alarms: AlarmStore;
  breakers: Breakers;
  /** The leases of one worker on these jobs. */
  leasesOf(worker: Pick<SqlLeasesOptions, 'workerId' | 'lastsMs'>): Leases;
}

export function createSqlJobs(options: SqlJobsOptions): SqlJobs {
  const { database, clock, log, admit = () => undefined, leaseNow = leaseClockOf(options) } = options;
  const store = database.store<JobTables>();
  const { sql: db, write } = store;
  const reader = createJobReader({ db, clock, log });
  const charges = createCharges(createPseudonyms());
  const deleteJobs = createDeleteJobs({ store, charges, clock });
  const listeners = createListeners(log);
  const alarms = createAlarms(store, leaseNow);
  const turns = createTurnRows({ clock, leaseNow });
  const keptPlaces = createKeptPlaces(leaseNow);

  /** Why a job is not taken on, apart from quotas. */
  const reasonAgainst = async (
    tx: Sql<JobTables>,
    job: Job,
    { onceSince = Number.POSITIVE_INFINITY, pace }: AcceptOptions,
  ): Promise<Acceptance | undefined> => {
    const existing = await findJob(tx, job.id);
    if (existing) return { kind: 'exists', job: existing.job };
    const repeated = (await reader.acceptedSince(tx, job, onceSince)).find((other) => isSameWish(job, other));
    if (repeated) return { kind: 'repeats', job: repeated };
    const tooFast = pace && refusalOfPace(pace, await paceOf(tx, job.guildId, job.requester.id), job.acceptedAt);
    return tooFast ? { kind: 'tooFast', text: tooFast } : undefined;
  };

  const acceptIn = async (
    tx: Sql<JobTables>,
    job: Job,
    wanted: readonly LimitedCharge[],
    options: AcceptOptions,
  ): Promise<Acceptance> => {
    // One after the other for each member: nobody passes a limit by asking twice at the same moment.
    await turns.joinRound(tx, job);
    const reason = await reasonAgainst(tx, job, options);
    if (reason) {
      await turns.leaveRound(tx, job);
      return reason;
    }
    admit();
    const stored = await insertJob(tx, job);
    await turns.insert(tx, stored);
    const refusal = await charges.reserve(tx, job.id, wanted, job.candidates[0]?.provider ?? null);
    if (refusal) throw new Refused(refusal);
    return { kind: 'accepted', job: stored.job };
  };

  const changeIn = async (
    tx: Sql<JobTables>,
    id: string,
    version: number,
    move: Move,
    lease: { epoch: number } | undefined,
  ): Promise<{ before: Job; after: Job } | undefined> => {
    const before = await lockJob(tx, id);
    if (before?.job.version !== version) return undefined;
    if (lease && !(await turns.isHeldUnder(tx, before.order, lease.epoch))) return undefined;
    const now = clock.now();
    const after = await replaceJob(tx, before, applyMove(before.job, move, now));
    await turns.replace(tx, before.job, after);
    if (move.settle) await charges.settle(tx, id, move.settle, after.job.task?.provider ?? null);
    // Under a name of its own, so that a later settlement of the job does not give it back.
    if (move.counts) await charges.count(tx, `${id}:counted`, move.counts);
    for (const kind of move.disarms ?? []) await disarm(tx, kind, id);
    for (const { kind, at } of move.alarms ?? []) await setAlarm(tx, kind, at, id);
    const messageId = after.job.delivery?.messageId;
    const wasPosted = after.job.state === 'delivered' && before.job.state !== 'delivered';
    if (wasPosted && messageId) await insertCover(tx, after, messageId, now);
    return { before: before.job, after: after.job };
  };

  return {
    async accept(job, wanted, options = {}) {
      if (job.state !== 'queued' || job.settled !== 'reserved')
        throw new Error(`a job is accepted as queued and reserved, not as ${job.state} and ${job.settled}`);
      const tell = (acceptance: Acceptance) => {
        if (acceptance.kind !== 'accepted') return;
        keptPlaces.changed();
        listeners.tell(acceptance.job);
      };
      return write((tx) => acceptIn(tx, job, wanted, options), tell).catch(refusedOr<Acceptance>);
    },
    async get(id) {
      return (await findJob(db, id))?.job;
    },
    stateOf: (id) => stateOf(db, id),
    async change(id, version, move, lease) {
      const changed = await write(
        (tx) => changeIn(tx, id, version, move, lease),
        (change) => {
          if (!change) return;
          keptPlaces.changed();
          if (move.alarms) alarms.wasSet();
          listeners.tell(change.after, change.before);
        },
      );
      return changed?.after;
    },
    async charge(id, wanted) {
      return write(async (tx): Promise<Charged> => {
        if (await charges.has(tx, id)) return { kind: 'exists' };
        admit();
        const refusal = await charges.reserve(tx, id, wanted, null);
        if (refusal) throw new Refused(refusal);
        return { kind: 'charged' };
      }).catch(refusedOr<Charged>);
    },
    settleCharge: (id, settlement) => write((tx) => charges.settleReserved(tx, id, settlement)),
    usage: (scope, windowKey) => charges.usage(db, scope, windowKey),
    guildsWithSpend: () => charges.guildsWithSpend(db),
    spendOf: (guildId, fromMonth) => charges.spendOf(db, guildId, fromMonth),
    giveBack: (jobId) => write((tx) => charges.giveBack(tx, jobId)),
    give: (id, gift) => write((tx) => charges.give(tx, id, gift)),
    takeBack: (id) => charges.takeBack(db, id),
    tidyCharges: () => write((tx) => charges.tidy(tx, clock.now())),
    imbalances: () => imbalances(db, clock.now()),
    async unfinished() {
      return (await reader.unfinished()).map(({ job }) => job);
    },
    async presumed() {
      const found: StoredJob[] = [];
      for (const id of await charges.presumed(db, clock.now())) {
        const stored = await findJob(db, id);
        if (stored) found.push(stored);
      }
      return found.toSorted((one, other) => one.order - other.order).map(({ job }) => job);
    },
    paceOf: (guildId, memberId) => paceOf(db, guildId, memberId),
    queueCounts: () => readQueueCounts(db),
    async countUnfinished(guildId) {
      const { count } = await db
        .selectFrom('job_turns')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .where('guild_id', '=', guildId)
        .executeTakeFirstOrThrow();
      return count;
    },
    cover: (id) => findCover(db, id),
    coverWithMessage: (guildId, messageId) => coverWithMessage(db, guildId, messageId),
    vote: (coverId, memberId) =>
      write(async (tx) =>
        (await lockCover(tx, coverId)) ? toggleVote(tx, coverId, memberId, clock.now()) : undefined,
      ),
    history: createHistory({ db, reader }),
    removeCover: (id) =>
      write(async (tx) => {
        if (!(await lockCover(tx, id))) return { unusedFiles: [] };
        await removeCover(tx, id);
        return { unusedFiles: await withoutHolder(tx, await releaseFiles(tx, [id])) };
      }),
    ...createMembers({ store, reader, charges, deleteJobs, clock }),
    ...createGuilds({ store, charges, deleteJobs, clock }),
    ...createUploads({ store, reader, clock }),
    filesInUse: (hashes) => filesInUse(db, hashes),
    holdersOf: (hashes) => holdersOf(db, hashes, clock),
    alarms,
    breakers: createBreakers(store, leaseNow),
    leasesOf: (worker) => createSqlLeases({ store, clock, leaseNow, keptPlaces, ...worker }),
    onChange: listeners.add,
  };
}

function leaseClockOf({ database, clock }: SqlJobsOptions): () => number {
  return database.engine === 'postgres' ? database.leaseNow : leaseClock(clock);
}

/** Shows what the machine's clock showed when the store was opened, and the time that has passed since: nobody sets it. */
function leaseClock(clock: Clock): () => number {
  const base = clock.now() - clock.monotonic();
  return () => Math.floor(base + clock.monotonic());
}

/** Undoes a transaction that has taken from a quota what it does not have. */
class Refused extends Error {
  readonly refusal: QuotaRefusal;
  constructor(refusal: QuotaRefusal) {
    super('a quota has not enough left');
    this.refusal = refusal;
  }
}

function refusedOr<Answer>(error: unknown): Answer | { kind: 'refused'; refusal: QuotaRefusal } {
  if (error instanceof Refused) return { kind: 'refused', refusal: error.refusal };
  throw error;
}
