import { type SqlBool, sql } from 'kysely';
import type { Clock } from '../../clock.ts';
import { createHot, type Sql } from '../../database.ts';
import { isFinal, type Job } from '../../domain/job.ts';
import { workKindOf } from '../../domain/turns/work-kind.ts';
import type { StoredJob } from './job-rows.ts';
import type { JobTables } from './tables.ts';

/** No job is put back for longer: a moment beyond it is of another clock, and would never come. */
export const LONGEST_WAIT_MS = 30 * 60_000;

/** Keeps beside the records what is to be done about them. Within the transaction that writes the record. */
export interface TurnRows {
  /** Gives a member, and the guild, their places in the rounds; to be done before anything is looked at that only one may pass. */
  joinRound(db: Sql<JobTables>, job: Job): Promise<void>;
  /** Takes the places of who has nothing on its way. */
  leaveRound(db: Sql<JobTables>, job: Job): Promise<void>;
  insert(db: Sql<JobTables>, stored: StoredJob): Promise<void>;
  replace(db: Sql<JobTables>, before: Job, after: StoredJob): Promise<void>;
  /**
   * Whether the latest lease of the job with this place in the order of acceptance is the one of this epoch, and has not been let go
   * of. Nobody takes it over until the transaction ends.
   */
  isHeldUnder(db: Sql<JobTables>, order: number, epoch: number): Promise<boolean>;
}

/** Of `leaseNow` are all moments in these rows: nobody sets that clock. */
export function createTurnRows({ clock, leaseNow }: { clock: Clock; leaseNow: () => number }): TurnRows {
  const dueAtOf = (notBefore: number): number => {
    const waitMs = Math.min(LONGEST_WAIT_MS, notBefore - clock.now());
    return waitMs <= 0 ? 0 : leaseNow() + waitMs;
  };

  return {
    joinRound,
    leaveRound,

    async isHeldUnder(db, order, epoch) {
      return (await lockHeld(db, { order, epoch })).rows.length > 0;
    },

    async insert(db, { order, job }) {
      const { notBefore: not_before } = job;
      const row = { job_seq: order, id: job.id, not_before, due_at: dueAtOf(not_before) };
      await insertTurn(db, { ...row, ...whoseOf(job), ...stageOf(job) });
    },

    async replace(db, before, { order, job }) {
      if (isFinal(job.state)) {
        await deleteTurn(db, { order });
        return leaveRound(db, before);
      }
      // One that comes back from its end, to be posted after all.
      if (isFinal(before.state)) {
        await joinRound(db, job);
        return this.insert(db, { order, job });
      }
      const stage = stageOf(job);
      const isDueAnew = job.notBefore !== before.notBefore || before.state !== job.state;
      const turn = {
        ...stage,
        version: job.version,
        channel_id: job.channelId,
        takes_slot: stage.kind === 'make' && stage.is_begun === 1 ? 1 : 0,
        not_before: job.notBefore,
        due_at: !isDueAnew ? null : job.state === 'queued' ? dueAtOf(job.notBefore) : 0,
        job_seq: order,
      };
      const mayStayInPlace = stage.kind === stageOf(before).kind;
      if (mayStayInPlace && ((await updateInPlace(db, turn)).numAffectedRows ?? 0n) > 0n) return;
      await updateTurn(db, turn);
    },
  };
}

const lockHeld = createHot((db: Sql<JobTables>, { order, epoch }: { order: number; epoch: number }) =>
  db
    .selectFrom('job_turns')
    .select('job_seq')
    .where('job_seq', '=', order)
    .where('epoch', '=', epoch)
    .where('owner', 'is not', null)
    .forUpdate(),
);

type NewTurn = ReturnType<typeof whoseOf> &
  ReturnType<typeof stageOf> & { job_seq: number; id: string; not_before: number; due_at: number };

const insertTurn = createHot((db: Sql<JobTables>, turn: NewTurn) =>
  db.insertInto('job_turns').values({
    job_seq: turn.job_seq,
    id: turn.id,
    version: turn.version,
    guild_id: turn.guild_id,
    member_id: turn.member_id,
    channel_id: turn.channel_id,
    kind: turn.kind,
    is_begun: turn.is_begun,
    has_turn: sql.lit(0),
    providers: turn.providers,
    provider: turn.provider,
    not_before: turn.not_before,
    due_at: turn.due_at,
    paused_until: sql.lit(0),
    failures: sql.lit(0),
    owner: null,
    epoch: sql.lit(0),
  }),
);

const deleteTurn = createHot((db: Sql<JobTables>, { order }: { order: number }) =>
  db.deleteFrom('job_turns').where('job_seq', '=', order),
);

interface Turn extends ReturnType<typeof stageOf> {
  version: number;
  channel_id: string;
  takes_slot: number;
  not_before: number;
  /** Null where it stays. */
  due_at: number | null;
  job_seq: number;
}

/**
 * Of one that goes further within the same work, in the same hands and at the same provider, as most steps do. Names no column of an
 * index but the one of moments: SQLite writes the pages of each that it is told to set, also to what it is.
 */
const updateInPlace = createHot((db: Sql<JobTables>, turn: Turn) =>
  db
    .updateTable('job_turns')
    .set({
      version: turn.version,
      channel_id: turn.channel_id,
      is_begun: turn.is_begun,
      providers: turn.providers,
      not_before: turn.not_before,
      due_at: sql<number>`coalesce(${turn.due_at}, due_at)`,
    })
    .where('job_seq', '=', turn.job_seq)
    .where('owner', 'is not', null)
    .where(sql<SqlBool>`provider is not distinct from coalesce(${turn.provider}, provider)`),
);

const updateTurn = createHot((db: Sql<JobTables>, turn: Turn) =>
  db
    .updateTable('job_turns')
    .set({
      version: turn.version,
      channel_id: turn.channel_id,
      kind: turn.kind,
      is_begun: turn.is_begun,
      providers: turn.providers,
      // In somebody's hands, it keeps its slot, and the provider of its turn, until they let go of it or say that it needs none.
      has_turn: sql<number>`case when owner is null then ${turn.takes_slot} else has_turn end`,
      provider: sql<string | null>`coalesce(${turn.provider}, case when owner is null then null else provider end)`,
      not_before: turn.not_before,
      due_at: sql<number>`coalesce(${turn.due_at}, due_at)`,
    })
    .where('job_seq', '=', turn.job_seq),
);

function whoseOf(job: Job) {
  return {
    version: job.version,
    guild_id: job.guildId,
    member_id: job.requester.id,
    channel_id: job.channelId,
  };
}

function stageOf(job: Job) {
  const { state, task, candidates, delivery } = job;
  const isAtProvider = state === 'submitting' || state === 'generating';
  return {
    kind: workKindOf(job) ?? null,
    is_begun: isAtProvider || typeof delivery?.startedAt === 'number' ? 1 : 0,
    providers: candidates.map(({ provider }) => provider).join(),
    provider: task?.provider ?? null,
  };
}

/**
 * A guild, and a member within it, that had nothing on its way comes behind all who have. Whoever else has a job of the same member
 * accepted, or ended, waits until the transaction ends.
 */
async function joinRound(db: Sql<JobTables>, { guildId, requester }: Job): Promise<void> {
  const [counter] = (await readCounter(db, {})).rows;
  await join(db, { guildId, memberId: requester.id, last: counter?.value ?? 0 });
}

const readCounter = createHot((db: Sql<JobTables>, _: object) => db.selectFrom('turn_counter').select('value'));

const join = createHot(
  (db: Sql<JobTables>, { guildId, memberId, last }: { guildId: string; memberId: string; last: number }) => {
    const places = { make: last, prepare: last, deliver: last };
    return db
      .insertInto('lines')
      .values([
        { guild_id: guildId, member_id: '', ...places },
        { guild_id: guildId, member_id: memberId, ...places },
      ])
      .onConflict((conflict) =>
        // Changes nothing of a place that is there, and has it held.
        conflict.columns(['guild_id', 'member_id']).doUpdateSet((eb) => ({ make: eb.ref('lines.make') })),
      );
  },
);

/** Whoever has nothing on its way any more has no place in the rounds, and no name in them. */
async function leaveRound(db: Sql<JobTables>, { guildId, requester }: Job): Promise<void> {
  const memberId = requester.id;
  await lockLines(db, { guildId, memberId });
  if ((await oneOfMember(db, { guildId, memberId })).rows.length > 0) return;
  await deleteLine(db, { guildId, memberId });
  if ((await oneOfGuild(db, { guildId })).rows.length > 0) return;
  await deleteLine(db, { guildId, memberId: '' });
}

const oneOfGuild = createHot((db: Sql<JobTables>, { guildId }: { guildId: string }) =>
  db.selectFrom('job_turns').select('job_seq').where('guild_id', '=', guildId).limit(sql.lit(1)),
);

const oneOfMember = createHot((db: Sql<JobTables>, { guildId, memberId }: { guildId: string; memberId: string }) =>
  db
    .selectFrom('job_turns')
    .select('job_seq')
    .where('guild_id', '=', guildId)
    .where('member_id', '=', memberId)
    .limit(sql.lit(1)),
);

const deleteLine = createHot((db: Sql<JobTables>, { guildId, memberId }: { guildId: string; memberId: string }) =>
  db.deleteFrom('lines').where('guild_id', '=', guildId).where('member_id', '=', memberId),
);

/** The guild's before the member's, as everybody does. */
const lockLines = createHot((db: Sql<JobTables>, { guildId, memberId }: { guildId: string; memberId: string }) =>
  db
    .selectFrom('lines')
    .select('make')
    .where('guild_id', '=', guildId)
    .where((is) => is.or([is('member_id', '=', sql.lit('')), is('member_id', '=', memberId)]))
    .orderBy('member_id')
    .forUpdate(),
);
