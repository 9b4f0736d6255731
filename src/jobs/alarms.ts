import type { AlarmKind } from '../domain/job.ts';

/** Alarms that have not rung to their end. What `change` sets with a move is in the same write as that. */
export interface AlarmStore {
  /** Setting the same kind, time and id again is one alarm, even while it rings: then it rings once more. */
  set(kind: AlarmKind, dueAt: number, id: string): Promise<void>;
  /** It has rung to its end. */
  remove(seq: number): Promise<void>;
  /** The first of those that are due, in the order of their times. */
  due(kind: AlarmKind, now: number, limit: number): Promise<StoredAlarm[]>;
  /** When the next one comes due that is not yet. */
  nextDue(kind: AlarmKind, now: number): Promise<number | undefined>;
  /** Makes all of these kinds due so much earlier, in one write. */
  bringForward(kinds: readonly AlarmKind[], ms: number): Promise<void>;
  /** Makes those of these kinds due at a moment that would be due later, in one write. */
  limitTo(kinds: readonly AlarmKind[], moment: number): Promise<void>;
  /** Tells that one was set, after the write. */
  onSet(listener: () => void): void;
}

export interface StoredAlarm {
  /** Names this one setting of the alarm; the same alarm set again has another. */
  seq: number;
  id: string;
}
