import { z } from 'zod';
import type { Database } from '../../database.ts';
import type { AlarmKind } from '../../domain/job.ts';
import type { StoredAlarm } from '../alarms.ts';

/** Alarms that have not rung to their end. */
export interface AlarmTable {
  /** The same kind, time and id again is the same alarm, even while it rings: then it rings once more. */
  set(kind: AlarmKind, dueAt: number, id: string): void;
  remove(seq: number): void;
  /** The first of those that are due, in the order of their times. */
  due(kind: AlarmKind, now: number, limit: number): StoredAlarm[];
  /** Makes all of a kind due so much earlier. */
  bringForward(kind: AlarmKind, ms: number): void;
  /** Makes those of a kind due at a moment that would be due later. */
  limitTo(kind: AlarmKind, moment: number): void;
  /** When the next one comes due that is not yet. */
  nextDue(kind: AlarmKind, now: number): number | undefined;
}

const alarmRowSchema = z.object({ seq: z.number(), job_id: z.string() });
const seqRowSchema = z.object({ seq: z.number() });
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
    bringForward(kind, ms) {
      // The earliest first, so that none lands where another one still is.
      const rows = database.statement('SELECT seq FROM alarms WHERE kind = ? ORDER BY due_at').all(kind);
      for (const row of rows) {
        const { seq } = seqRowSchema.parse(row);
        database.statement('UPDATE OR REPLACE alarms SET due_at = due_at - ? WHERE seq = ?').run(ms, seq);
      }
    },
    limitTo(kind, moment) {
      database
        .statement('UPDATE OR REPLACE alarms SET due_at = ? WHERE kind = ? AND due_at > ?')
        .run(moment, kind, moment);
    },
    nextDue(kind, now) {
      const row = database
        .statement('SELECT due_at FROM alarms WHERE kind = ? AND due_at > ? ORDER BY due_at LIMIT 1')
        .get(kind, now);
      return row && dueRowSchema.parse(row).due_at;
    },
  };
}
