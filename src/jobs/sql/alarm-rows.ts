import { sql } from 'kysely';
import { createHot, type Sql, type Store } from '../../database.ts';
import type { AlarmKind } from '../../domain/job.ts';
import { earliest } from '../../lib/earliest.ts';
import { retryPauseMs } from '../../lib/retry-pause.ts';
import type { AlarmStore } from '../alarms.ts';
import { isOfKnownState } from './known-states.ts';
import type { JobTables } from './tables.ts';
import { lockTurns } from './turn-lock.ts';

/** The same kind, time and id again is the same alarm, even while it rings: then it rings once more, as another row. */
export async function setAlarm(db: Sql<JobTables>, kind: AlarmKind, dueAt: number, id: string): Promise<void> {
  await makeRoom(db, { kind, job_id: id, due_at: dueAt });
  const row = { kind, job_id: id, due_at: dueAt, owner: null, failures: 0, paused_until: 0 };
  await db.insertInto('alarms').values(row).execute();
}

export async function disarm(db: Sql<JobTables>, kind: AlarmKind, id: string): Promise<void> {
  await db.deleteFrom('alarms').where('kind', '=', kind).where('job_id', '=', id).execute();
}

export interface Alarms extends AlarmStore {
  /** One was set in a transaction that has been committed. */
  wasSet(): void;
}

export function createAlarms({ sql: db, write, relaxed }: Store<JobTables>, leaseNow: () => number): Alarms {
  const listeners: (() => void)[] = [];
  const wasSet = () => {
    for (const listener of listeners) listener();
  };

  return {
    wasSet,
    async set(kind, dueAt, id) {
      await write((tx) => setAlarm(tx, kind, dueAt, id), wasSet);
    },
    claim: (workerId, kind, now, most) =>
      relaxed.write(async (tx) => {
        await lockTurns(tx);
        const rows = await tx
          .selectFrom('alarms')
          .select(['seq', 'job_id'])
          .where('kind', '=', kind)
          .where('due_at', '<=', now)
          .where('owner', 'is', null)
          .where('paused_until', '<=', leaseNow())
          .where(isOfKnownState)
          // Two settings of one alarm ring one after the other.
          .where('job_id', 'not in', (eb) =>
            eb
              .selectFrom('alarms as rings')
              .select('rings.job_id')
              .where('rings.owner', 'is not', null)
              .where('rings.kind', '=', kind),
          )
          .orderBy('due_at')
          .orderBy('job_id')
          .limit(most)
          .execute();
        const first = rows.filter(({ job_id }, index) => rows.findIndex((row) => row.job_id === job_id) === index);
        if (first.length > 0) {
          const seqs = first.map(({ seq }) => seq);
          await tx.updateTable('alarms').set({ owner: workerId }).where('seq', 'in', seqs).execute();
        }
        return first.map(({ seq, job_id: id }) => ({ seq, id }));
      }),
    // One that rings once more finds its work done.
    async remove(seq) {
      await relaxed.sql.deleteFrom('alarms').where('seq', '=', seq).execute();
    },
    putBack: (seq, workerId) =>
      relaxed.write(async (tx) => {
        const row = await tx
          .selectFrom('alarms')
          .select(['failures', 'owner'])
          .where('seq', '=', seq)
          .forUpdate()
          .executeTakeFirst();
        if (!row || (row.owner !== null && row.owner !== workerId)) return;
        const failures = row.failures + 1;
        const paused_until = leaseNow() + retryPauseMs(failures);
        await tx.updateTable('alarms').set({ owner: null, failures, paused_until }).where('seq', '=', seq).execute();
      }),
    async look(kinds, now) {
      const lookedAt = leaseNow();
      const { rows } = await soonestOfEach(db, { now });
      const own = rows.filter(({ kind }) => kinds.includes(kind));
      const nextInMs = earliest(
        own.flatMap(({ later, paused }) => [
          later === null ? undefined : later - now,
          paused === null || paused <= lookedAt ? undefined : paused - lookedAt,
        ]),
      );
      const due = own.filter(({ paused }) => paused !== null && paused <= lookedAt).map(({ kind }) => kind);
      return { due: new Set(due), nextInMs };
    },
    async bringForward(kinds, ms) {
      await write(async (tx) => {
        for (const kind of kinds) {
          const all = tx.selectFrom('alarms').select(['seq', 'kind', 'job_id', 'due_at']).where('kind', '=', kind);
          // The earliest first, so that none lands where another one still is.
          for (const { seq, ...row } of await all.orderBy('due_at').execute())
            await move(tx, seq, { ...row, due_at: row.due_at - ms });
        }
      });
    },
    async limitTo(kinds, moment) {
      await write(async (tx) => {
        for (const kind of kinds) {
          const late = tx
            .selectFrom('alarms')
            .select(['seq', 'kind', 'job_id'])
            .where('kind', '=', kind)
            .where('due_at', '>', moment);
          for (const { seq, ...row } of await late.execute()) await move(tx, seq, { ...row, due_at: moment });
        }
      });
    },
    onSet: (listener) => void listeners.push(listener),
  };
}

/** Of each kind: when the next comes due that is not yet, and until when the first rests of those that are and ring nowhere. */
const soonestOfEach = createHot((db: Sql<JobTables>, { now }: { now: number }) =>
  db
    .selectFrom('alarms')
    .select([
      'kind',
      sql<number | null>`min(case when due_at > ${now} then due_at end)`.as('later'),
      sql<number | null>`min(case when due_at <= ${now} and owner is null then paused_until end)`.as('paused'),
    ])
    .groupBy('kind'),
);

interface Setting {
  kind: AlarmKind;
  job_id: string;
  due_at: number;
}

async function move(db: Sql<JobTables>, seq: number, to: Setting): Promise<void> {
  await makeRoom(db, to);
  await db.updateTable('alarms').set({ due_at: to.due_at }).where('seq', '=', seq).execute();
}

async function makeRoom(db: Sql<JobTables>, { kind, job_id, due_at }: Setting): Promise<void> {
  await db
    .deleteFrom('alarms')
    .where('kind', '=', kind)
    .where('due_at', '=', due_at)
    .where('job_id', '=', job_id)
    .execute();
}
