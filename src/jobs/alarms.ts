import type { AlarmKind } from '../domain/job.ts';

/** Alarms that have not rung to their end. What `change` sets with a move is in the same write as that. */
export interface AlarmStore {
  /** Setting the same kind, time and id again is one alarm, even while it rings: then it rings once more. */
  set(kind: AlarmKind, dueAt: number, id: string): Promise<void>;
  /**
   * Takes the first of those that are due, in the order of their times, and that ring nowhere: at most so many. They are the worker's
   * until they are removed or put back, or the worker is gone.
   */
  claim(workerId: string, kind: AlarmKind, now: number, most: number): Promise<ClaimedAlarm[]>;
  /** It has rung to its end. */
  remove(seq: number): Promise<void>;
  /** It could not be rung to its end: it is due again after a growing pause, unless it rings at another worker by now. */
  putBack(seq: number, workerId: string): Promise<void>;
  /** Of these kinds, those of which some may be claimed now, and when there may be more, if nothing else happens until then. */
  look(kinds: readonly AlarmKind[], now: number): Promise<AlarmOutlook>;
  /** Makes all of these kinds due so much earlier, in one write. */
  bringForward(kinds: readonly AlarmKind[], ms: number): Promise<void>;
  /** Makes those of these kinds due at a moment that would be due later, in one write. */
  limitTo(kinds: readonly AlarmKind[], moment: number): Promise<void>;
  /** Tells that one was set, after the write. */
  onSet(listener: () => void): void;
}

export interface AlarmOutlook {
  due: ReadonlySet<AlarmKind>;
  /** Undefined where there is none that is not due yet. */
  nextInMs: number | undefined;
}

export interface ClaimedAlarm {
  /** Names this one setting of the alarm; the same alarm set again has another. */
  seq: number;
  id: string;
}
