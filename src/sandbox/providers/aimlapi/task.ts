import type { Paid } from '../shared/money-log.ts';
import type { AimlapiModel } from './limits.ts';
import type { AimlapiOrder } from './order.ts';
import type { Problem } from './problem.ts';

/** What `failNext` asked for, once it has reached a generation. */
export interface PlannedFailure {
  message: string;
  /** Of the error; follows from the status when not said. */
  name?: string;
  /** When it is refused at once; 400 when not said. */
  status?: number;
  /** Whether it is billed all the same. */
  billed?: boolean;
}

export interface PaidTask extends Paid {
  id: string;
  model: AimlapiModel;
}

export type Outcome =
  | { kind: 'pending' }
  | { kind: 'made'; at: number; fileId: string; url: string; sizeBytes: number; durationMs: number }
  | { kind: 'failed'; at: number; problem: Problem; billed: boolean };

export interface AimlapiTask {
  id: string;
  order: AimlapiOrder;
  acceptedAt: number;
  priceMicros: number;
  /** Not shown before, however fast it was rendered. */
  readyAt: number;
  outcome: Outcome;
  isSettled: boolean;
  refund(micros: number): void;
  /** Resolves when nothing more will be rendered; never rejects. */
  rendered: Promise<unknown>;
}

/** Whether a generation has come to its end and may be seen. */
export function isShown({ outcome, readyAt }: AimlapiTask, now: number): boolean {
  return outcome.kind !== 'pending' && now >= readyAt;
}

/** When it came to its end; undefined while it has not. */
export function endedAt(task: AimlapiTask, now: number): number | undefined {
  if (task.outcome.kind === 'pending' || !isShown(task, now)) return undefined;
  return Math.max(task.readyAt, task.outcome.at);
}

/** A generation at a glance, for tests and for the page of the sandbox. */
export interface TaskSummary {
  id: string;
  model: AimlapiModel;
  acceptedAt: number;
  style: string;
  state: 'running' | 'finished' | 'failed';
}

export function summaryOf(task: AimlapiTask, now: number): TaskSummary {
  const { id, acceptedAt, order } = task;
  const ended = task.outcome.kind === 'failed' ? 'failed' : 'finished';
  return { id, model: order.model, acceptedAt, style: order.style, state: isShown(task, now) ? ended : 'running' };
}
