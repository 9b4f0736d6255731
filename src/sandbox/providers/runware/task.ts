import type { Paid } from '../shared/money-log.ts';
import type { RunwareOrder } from './check-order.ts';
import type { Problem } from './problem.ts';

/** What `failNext` asked for, once it has reached a task. */
export interface PlannedFailure {
  code: string;
  message?: string;
  /** Top-level `errors[]`, or an item with status `error`. */
  form: 'errors' | 'item';
  /** Whether the failed results are billed all the same. */
  billed?: boolean;
  /** How many results succeed before the failure. */
  partial?: number;
}

export interface PaidTask extends Paid {
  taskUUID: string;
  /** Set when the same `taskUUID` had been paid before. */
  duplicateOf?: string;
}

export type ResultOutcome =
  | { kind: 'pending' }
  | { kind: 'made'; at: number; fileId: string; url: string }
  | { kind: 'failed'; at: number; problem: Problem; billed: boolean };

export interface TaskResult {
  audioUUID: string;
  seed: number;
  /** Not shown before, however fast it was rendered. */
  readyAt: number;
  outcome: ResultOutcome;
  isSettled: boolean;
}

export interface RunwareTask {
  taskUUID: string;
  /** As it was sent, for `getTaskDetails`. */
  request: Record<string, unknown>;
  order: RunwareOrder;
  acceptedAt: number;
  failureForm: 'errors' | 'item';
  results: TaskResult[];
  refund(micros: number): void;
  /** Resolves when nothing more will be rendered; never rejects. */
  rendered: Promise<unknown>;
  /** The error that a later repetition was refused with. */
  lastRefusal: Problem | undefined;
}

/** Whether a result has come to its end and may be seen. */
export function isShown(result: TaskResult, now: number): boolean {
  return result.outcome.kind !== 'pending' && now >= result.readyAt;
}

/** When the last result of a task came to its end; undefined while one has not. */
export function endedAt(task: RunwareTask, now: number): number | undefined {
  if (!task.results.every((result) => isShown(result, now))) return undefined;
  return Math.max(...task.results.map(({ readyAt, outcome }) => Math.max(readyAt, endOf(outcome))));
}

function endOf(outcome: ResultOutcome): number {
  return outcome.kind === 'pending' ? 0 : outcome.at;
}
