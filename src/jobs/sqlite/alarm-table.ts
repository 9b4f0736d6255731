import { z } from 'zod';
import type { Database } from '../../database.ts';
import type { AlarmKind } from '../../domain/job.ts';

export interface StoredAlarm {
  /** Names this one setting of the alarm; the same alarm set again has another. */
  seq: number;
  id: string;
}

/** Alarms that have not rung to their end. */
export interface AlarmTable {
  /** The same kind, time and id again is the same alarm, even while it rings: then it rings once more. */
  set(kind: AlarmKind, dueAt: number, id: string): void;
  remove(seq: number): void;
  /** The first of those that are due, in the order of their times. */
  due(kind: AlarmKind, now: number, limit: number): StoredAlarm[];
  /** When the next one comes due that is not yet. */
  nextDue(kind: AlarmKind, now: number): number | undefined;
}

const alarmRowSchema = z.object({ seq: z.number(), job_id: z.string() });
const dueRowSchema = z.object({ due_at: z.number() });

export function createAlarmTable(database: Database): AlarmTable {
  return {
    set(kind, dueAt, id) {
      database.statement('INSERT OR REPLACE INTO alarms (kind, due_at, job_id) VALUES (?, ?, ?)').run(kind, dueAt, id);
    },
    remove(seq) {
      database.statement('DELETE FROM alarms WHERE seq = ?').run(seq);
    },
    due(kind, now, limit) {
      return database
        .statement('SELECT seq, job_id FROM alarms WHERE kind = ? AND due_at <= ? ORDER BY due_at, job_id LIMIT ?')
        .all(kind, now, limit)
        .map((row) => {
          const { seq, job_id } = alarmRowSchema.parse(row);
          return { seq, id: job_id };
        });
    },
    nextDue(kind, now) {
      const row = database
        .statement('SELECT due_at FROM alarms WHERE kind = ? AND due_at > ? ORDER BY due_at LIMIT 1')
        .get(kind, now);
      return row && dueRowSchema.parse(row).due_at;
    },
  };
}
