import { type SqlBool, sql } from 'kysely';
import type { Clock } from '../../clock.ts';
import { createHot, type Sql, type Store } from '../../database.ts';
import { placesInLine } from '../../domain/turns/places.ts';
import { earliest } from '../../lib/earliest.ts';
import { retryPauseMs } from '../../lib/retry-pause.ts';
import type { Claim, ClaimWish, Held, Leases, Release } from '../leases.ts';
import { claimLane } from './claim-lane.ts';
import { claimTurns } from './claim-turns.ts';
import { guildsInLine } from './guilds-in-line.ts';
import type { KeptPlaces } from './kept-places.ts';
import { isInKnownState } from './known-states.ts';
import type { JobTables } from './tables.ts';
import { type Claimant, takeLease } from './take-lease.ts';
import { lockTurns, tryLockTurns } from './turn-lock.ts';
import { LONGEST_WAIT_MS } from './turn-rows.ts';

/** Handed out at once; each costs a read and the first steps of a handler. */
const CLAIMS_AT_ONCE = 20;

/** When somebody else is giving turns, it is looked again after so long, or up to twice that. */
const SOON_MS = 60;

export interface SqlLeasesOptions {
  store: Store<JobTables>;
  clock: Clock;
  leaseNow: () => number;
  keptPlaces: KeptPlaces;
  /** Of this process, in this run of it. */
  workerId: string;
  /** How long a worker is believed to live that says nothing. Undefined: nobody else can have the store, and leases end with the process. */
  lastsMs?: number | undefined;
}

/** What decides is in `domain/`; here it is fed, and what it decided is written, in one transaction. */
export function createSqlLeases(options: SqlLeasesOptions): Leases {
  const { store, clock, leaseNow, keptPlaces, workerId, lastsMs } = options;
  const { sql: db } = store;
  /** For what may change who waits and who runs. */
  const write: typeof store.write = (work, onCommitted) =>
    store.write(work, (result) => {
      keptPlaces.changed();
      onCommitted?.(result);
    });

  const signUp = async (tx: Sql<JobTables>) => {
    const alive_until = leaseNow() + (lastsMs ?? 0);
    await tx
      .insertInto('workers')
      .values({ id: workerId, alive_until })
      .onConflict((conflict) => conflict.column('id').doUpdateSet({ alive_until }))
      .execute();
  };

  const buryDead = async (tx: Sql<JobTables>) => {
    if (lastsMs === undefined) return;
    await deleteDead(tx, { now: leaseNow() });
    await freeTurnsOfDead(tx, {});
    await freeAlarmsOfDead(tx, {});
  };

  /** Of one that was given up, nothing would ever be known to be gone again. */
  const isSignedUp = async (tx: Sql<JobTables>) =>
    lastsMs === undefined || (await readWorker(tx, { workerId })).rows.length > 0;

  const claimIn = async (tx: Sql<JobTables>, { rules, room, perGuild }: ClaimWish): Promise<Claim[]> => {
    await buryDead(tx);
    if (!(await isSignedUp(tx))) return [];
    const now = leaseNow();
    const claims: Claim[] = [];
    const left = () => CLAIMS_AT_ONCE - claims.length;
    const to = { workerId, now };
    if (room.make !== undefined) {
      claims.push(...(await claimBegun(tx, to, Math.min(left(), room.make))));
      const most = Math.min(left(), room.make - claims.length);
      claims.push(...(await claimTurns(tx, to, rules, most)));
    }
    for (const kind of ['deliver', 'prepare'] as const) {
      const most = Math.min(left(), room[kind] ?? 0);
      claims.push(...(await claimLane(tx, to, kind, { most, perGuild: perGuild[kind] })));
    }
    return claims;
  };

  const nextInMs = async (now: number): Promise<number | undefined> => {
    const [soonest] = (await soonestMoments(db, { now })).rows;
    const moments = Object.values(soonest ?? {});
    return earliest(moments.map((at) => (typeof at === 'number' ? at - now : undefined)));
  };

  const mine = ({ order, epoch }: Held) =>
    sql<SqlBool>`job_seq = ${order} and owner = ${workerId} and epoch = ${epoch}`;

  const noteChannel = async (tx: Sql<JobTables>, { kind, channelId }: Held, isFailed: boolean) => {
    if (kind !== 'deliver') return;
    if (!isFailed) {
      await dropPause(tx, { channelId });
      return;
    }
    const { failures } = await tx
      .insertInto('channel_pauses')
      .values({ channel_id: channelId, failures: 1, until: 0 })
      .onConflict((conflict) =>
        conflict.column('channel_id').doUpdateSet((eb) => ({ failures: eb('channel_pauses.failures', '+', 1) })),
      )
      .returning('failures')
      .executeTakeFirstOrThrow();
    const until = leaseNow() + retryPauseMs(failures);
    await tx.updateTable('channel_pauses').set({ until }).where('channel_id', '=', channelId).execute();
  };

  const releaseIn = async (tx: Sql<JobTables>, { lease, outcome }: Release) => {
    await noteChannel(tx, lease, outcome === 'failed');
    // As it nearly always is: it has come further, and is there for whoever is next.
    if (outcome === 'done') {
      const { order, epoch, version } = lease;
      const { numAffectedRows = 0n } = await freeDone(tx, { order, workerId, epoch, version });
      if (numAffectedRows > 0n) return;
    }
    const row = await tx.selectFrom('job_turns').select('failures').where(mine(lease)).forUpdate().executeTakeFirst();
    if (!row) return;
    const failures = row.failures + 1;
    const paused_until = leaseNow() + retryPauseMs(failures);
    await tx
      .updateTable('job_turns')
      .set({ ...freed(), failures, paused_until })
      .where(mine(lease))
      .execute();
  };

  return {
    join: () =>
      write(async (tx) => {
        // Whoever else takes what the dead had is through by then: what is theirs since must not be taken from them.
        await lockTurns(tx);
        if (lastsMs !== undefined) {
          // What it had in hand, should it have been given up, is in nobody's from now on.
          await tx.deleteFrom('workers').where('id', '=', workerId).execute();
          await buryDead(tx);
          return signUp(tx);
        }
        await signUp(tx);
        await tx.deleteFrom('workers').where('id', '<>', workerId).execute();
        await tx
          .updateTable('job_turns')
          .set({ ...freed(), ...dueAnew(clock.now(), leaseNow()) })
          .execute();
        await tx.updateTable('alarms').set({ owner: null, failures: 0, paused_until: 0 }).execute();
        await tx.deleteFrom('channel_pauses').execute();
        await tx.deleteFrom('provider_states').execute();
      }),

    async beat() {
      if (lastsMs === undefined) return true;
      // In a transaction, since a server that many share says its time at the beginning of each.
      const { numUpdatedRows } = await store.write((tx) =>
        tx
          .updateTable('workers')
          .set({ alive_until: leaseNow() + lastsMs })
          .where('id', '=', workerId)
          .where('alive_until', '>', leaseNow())
          .executeTakeFirstOrThrow(),
      );
      return numUpdatedRows > 0n;
    },

    async claim(wish, released = []) {
      // Of before the look: a pause that ends in its course was still one then, and is not waited for in vain.
      const lookedAt = leaseNow();
      // Who looks every few seconds whether others have written something writes nothing itself where there is nothing.
      if (released.length === 0 && !(await mayBeClaimed(db, { now: lookedAt })))
        return { claims: [], nextInMs: undefined };
      // What is done under a lease is written durably, and the lease with it.
      const claims = await store.relaxed.write(
        async (tx) => {
          for (const release of inLockOrder(released)) await releaseIn(tx, release);
          return (await tryLockTurns(tx)) ? claimIn(tx, wish) : undefined;
        },
        (taken) => {
          if ((taken && taken.length > 0) || released.length > 0) keptPlaces.changed();
        },
      );
      if (!claims) return { claims: [], nextInMs: SOON_MS + (lookedAt % SOON_MS) };
      return { claims, nextInMs: claims.length >= CLAIMS_AT_ONCE ? 0 : await nextInMs(lookedAt) };
    },

    async holds(lease) {
      const row = await db.selectFrom('job_turns').select('job_seq').where(mine(lease)).executeTakeFirst();
      return row !== undefined;
    },

    async giveUpTurn(lease) {
      await write((tx) => tx.updateTable('job_turns').set({ has_turn: 0 }).where(mine(lease)).execute());
    },

    leave: () =>
      write(async (tx) => {
        // In this order, as whoever buries it.
        await tx.deleteFrom('workers').where('id', '=', workerId).execute();
        await tx.updateTable('job_turns').set(freed()).where('owner', '=', workerId).execute();
        await tx.updateTable('alarms').set({ owner: null }).where('owner', '=', workerId).execute();
      }),

    places: ({ perGuild, guildCaps }) =>
      keptPlaces.of([perGuild, ...guildCaps], async () => {
        const guilds = await guildsInLine(db);
        const inLine = guilds.map(({ guildId, ids, running }) => {
          const most = guildCaps.get(guildId) ?? perGuild;
          return { ids, isFull: running >= most, most };
        });
        return placesInLine(inLine, perGuild);
      }),

    async lineOf(guildId) {
      const rows = await db
        .selectFrom('job_turns')
        .select('id')
        .where('guild_id', '=', guildId)
        .orderBy('job_seq')
        .execute();
      const [line] = await guildsInLine(db, guildId);
      const waiting = new Set(line?.ids);
      return [...rows.flatMap(({ id }) => (waiting.has(id) ? [] : [id])), ...waiting];
    },
  };
}

const deleteDead = createHot((db: Sql<JobTables>, { now }: { now: number }) =>
  db.deleteFrom('workers').where('alive_until', '<=', now),
);

const ofNobodyAlive = sql<SqlBool>`owner is not null and owner not in (select id from workers)`;

const freeTurnsOfDead = createHot((db: Sql<JobTables>, _: object) =>
  db.updateTable('job_turns').set(freed()).where(ofNobodyAlive),
);

const freeAlarmsOfDead = createHot((db: Sql<JobTables>, _: object) =>
  db.updateTable('alarms').set({ owner: null }).where(ofNobodyAlive),
);

const readWorker = createHot((db: Sql<JobTables>, { workerId }: { workerId: string }) =>
  db.selectFrom('workers').select('id').where('id', '=', workerId),
);

const dropPause = createHot((db: Sql<JobTables>, { channelId }: { channelId: string }) =>
  db.deleteFrom('channel_pauses').where('channel_id', '=', channelId),
);

interface Done {
  order: number;
  workerId: string;
  epoch: number;
  /** As it was taken: whoever has it done has moved it on. */
  version: number;
}

const freeDone = createHot((db: Sql<JobTables>, { order, workerId, epoch, version }: Done) =>
  db
    .updateTable('job_turns')
    .set({ ...freed(), failures: 0, paused_until: 0 })
    .where('job_seq', '=', order)
    .where('owner', '=', workerId)
    .where('epoch', '=', epoch)
    .where('version', '<>', version),
);

const claimable = createHot((db: Sql<JobTables>, { now }: { now: number }) =>
  db.selectNoFrom(({ exists, selectFrom }) => [
    exists(selectFrom('job_turns').select('job_seq').where('owner', 'is', null)).as('isFree'),
    exists(selectFrom('workers').select('id').where('alive_until', '<=', now)).as('isDead'),
  ]),
);

/** Whether there is anything in nobody's hands, or in those of a worker that may be dead. */
async function mayBeClaimed(db: Sql<JobTables>, at: { now: number }): Promise<boolean> {
  const { rows } = await claimable(db, at);
  return rows.some(({ isFree, isDead }) => Boolean(isFree) || Boolean(isDead));
}

/** When something may be claimed that may not be yet. */
const soonestMoments = createHot((db: Sql<JobTables>, { now }: { now: number }) => {
  const ofTurns = (column: 'due_at' | 'paused_until') =>
    db
      .selectFrom('job_turns')
      .select(column)
      .where('owner', 'is', null)
      .where(column, '>', sql.lit(0))
      .where(column, '>', now)
      .orderBy(column)
      .limit(sql.lit(1));
  return db.selectNoFrom([
    ofTurns('due_at').as('due'),
    ofTurns('paused_until').as('paused'),
    db
      .selectFrom('provider_states')
      .select(({ fn }) => fn.min<number | null>('closed_until').as('at'))
      .where('closed_until', '>', now)
      .as('provider'),
    db
      .selectFrom('channel_pauses')
      .select(({ fn }) => fn.min<number | null>('until').as('at'))
      .where('until', '>', now)
      .as('channel'),
  ]);
});

/** What was under way already, and has its slot, needs no turn: nobody works on it at present. */
async function claimBegun(db: Sql<JobTables>, claimant: Claimant, most: number): Promise<Claim[]> {
  if (most <= 0) return [];
  // Sorted here: there are no more of them than slots, and sorted by SQLite, all that wait would be looked through.
  const rows = (await begunInLine(db, { now: claimant.now })).rows.toSorted(
    (one, other) => one.job_seq - other.job_seq,
  );
  const claims: Claim[] = [];
  for (const row of rows.slice(0, most)) {
    const claim = await takeLease(db, claimant, 'make', row);
    if (claim) claims.push(claim);
  }
  return claims;
}

const begunInLine = createHot((db: Sql<JobTables>, { now }: { now: number }) =>
  db
    .selectFrom('job_turns')
    .select(['job_seq', 'id', 'channel_id', 'epoch', 'version'])
    .where('kind', '=', sql.lit('make'))
    .where('is_begun', '=', sql.lit(1))
    .where('has_turn', '=', sql.lit(1))
    .where('owner', 'is', null)
    .where(isInKnownState)
    .where('paused_until', '<=', now),
);

/** By channel, then by job: two who let go of several at the same moment do not wait for each other. */
function inLockOrder(released: readonly Release[]): Release[] {
  const byOrder = released.toSorted(({ lease: one }, { lease: other }) => one.order - other.order);
  const channels = [...new Set(byOrder.map(({ lease }) => lease.channelId))].toSorted();
  return channels.flatMap((channelId) => byOrder.filter(({ lease }) => lease.channelId === channelId));
}

/** In nobody's hands: only what is at its provider has a slot there. */
function freed() {
  const isAtProvider = sql<SqlBool>`kind = 'make' and is_begun = 1`;
  return {
    owner: null,
    has_turn: sql<number>`case when ${isAtProvider} then 1 else 0 end`,
    provider: sql<string | null>`case when is_begun = 1 then provider end`,
  };
}

/** By the clocks of this run: those of the one before may have been other ones. */
function dueAnew(now: number, leaseTime: number) {
  return {
    failures: 0,
    paused_until: 0,
    due_at: sql<number>`case
      when kind <> 'make' or is_begun = 1 or not_before <= ${now} then 0
      when not_before > ${now + LONGEST_WAIT_MS} then ${leaseTime + LONGEST_WAIT_MS}
      else not_before - ${now} + ${leaseTime} end`,
  };
}
