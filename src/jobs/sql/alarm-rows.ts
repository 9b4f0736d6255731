import type { Sql, Store } from '../../database.ts';
import type { AlarmKind } from '../../domain/job.ts';
import type { AlarmStore } from '../alarms.ts';
import type { JobTables } from './tables.ts';

/** The same kind, time and id again is the same alarm, even while it rings: then it rings once more, as another row. */
export async function setAlarm(db: Sql<JobTables>, kind: AlarmKind, dueAt: number, id: string): Promise<void> {
  await moveAlarm(db, { kind, job_id: id, due_at: dueAt });
}

async function moveAlarm(
  db: Sql<JobTables>,
  row: { kind: AlarmKind; job_id: string; due_at: number },
  from?: number,
): Promise<void> {
  await db
    .deleteFrom('alarms')
    .where('kind', '=', row.kind)
    .where('due_at', '=', row.due_at)
    .where('job_id', '=', row.job_id)
    .execute();
  if (from === undefined) await db.insertInto('alarms').values(row).execute();
  else await db.updateTable('alarms').set({ due_at: row.due_at }).where('seq', '=', from).execute();
}

export interface Alarms extends AlarmStore {
  /** One was set in a transaction that has been committed. */
  wasSet(): void;
}

export function createAlarms({ sql: db, write }: Store<JobTables>): Alarms {
  const listeners: (() => void)[] = [];
  const wasSet = () => {
    for (const listener of listeners) listener();
  };

  return {
    wasSet,
    async set(kind, dueAt, id) {
      await write((tx) => setAlarm(tx, kind, dueAt, id), wasSet);
    },
    async remove(seq) {
      await db.deleteFrom('alarms').where('seq', '=', seq).execute();
    },
    async due(kind, now, limit) {
      const rows = await db
        .selectFrom('alarms')
        .select(['seq', 'job_id'])
        .where('kind', '=', kind)
        .where('due_at', '<=', now)
        .orderBy('due_at')
        .orderBy('job_id')
        .limit(limit)
        .execute();
      return rows.map(({ seq, job_id: id }) => ({ seq, id }));
    },
    async nextDue(kind, now) {
      const row = await db
        .selectFrom('alarms')
        .select('due_at')
        .where('kind', '=', kind)
        .where('due_at', '>', now)
        .orderBy('due_at')
        .limit(1)
        .executeTakeFirst();
      return row?.due_at;
    },
    async bringForward(kinds, ms) {
      await write(async (tx) => {
        for (const kind of kinds) {
          const all = tx.selectFrom('alarms').select(['seq', 'kind', 'job_id', 'due_at']).where('kind', '=', kind);
          // The earliest first, so that none lands where another one still is.
          for (const { seq, ...row } of await all.orderBy('due_at').execute())
            await moveAlarm(tx, { ...row, due_at: row.due_at - ms }, seq);
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
          for (const { seq, ...row } of await late.execute()) await moveAlarm(tx, { ...row, due_at: moment }, seq);
        }
      });
    },
    onSet: (listener) => void listeners.push(listener),
  };
}
