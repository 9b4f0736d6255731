import type { ProviderTake, TaskStatus } from '../port.ts';
import type { VendorError, VendorItem } from './answer.ts';
import { taskFailure } from './failures.ts';
import { microsOf } from './money.ts';

/** Everything that answers say of one task. */
export interface Said {
  items: readonly VendorItem[];
  errors: readonly VendorError[];
}

export interface Expected {
  /** Undefined when nobody remembers how many were ordered. */
  takes: number | undefined;
  /** When links made for the task die at the earliest. */
  expiresAt: number | null;
}

/**
 * Where a task stands. Each poll shows all of it, one item per result: it has ended when every wanted result has come or
 * failed, or when one has failed and none is shown as running. What came is kept though its siblings failed.
 * An unknown status, a missing one and no items at all mean running.
 */
export function taskStatus(said: Said, expected: Expected): TaskStatus {
  const takes = takesOf(said.items.filter(isTake), expected.expiresAt);
  const failures = [...said.items.filter(isFailure).map(itemFailure), ...said.errors];
  const running = said.items.filter((item) => !isTake(item) && !isFailure(item));

  const ended = takes.length + failures.length;
  const hasAll = expected.takes !== undefined && ended >= expected.takes;
  const noMoreToCome = running.length === 0 && (failures.length > 0 || (expected.takes === undefined && ended > 0));
  if (!hasAll && !noMoreToCome) return runningStatus(running);
  const [failure] = failures;
  if (takes.length > 0 || !failure) return { state: 'finished', takes };
  const cost = failures.reduce((sum, { cost: billed }) => sum + (billed ?? 0), 0);
  return { state: 'failed', error: taskFailure({ ...failure, cost }) };
}

/** Whether Runware says that there is no such task. */
export function isNotFound(status: TaskStatus): boolean {
  return status.state === 'failed' && status.error.code === 'notFound';
}

/** The same result is never two takes, however often it is shown. */
export function takesOf(items: readonly VendorItem[], expiresAt: number | null): ProviderTake[] {
  const byId = new Map<string, ProviderTake>();
  for (const { audioURL, audioUUID, seed, cost } of items) {
    if (audioURL === undefined) continue;
    const take = { url: audioURL, seed: seed ?? null, costMicros: microsOf(cost) ?? null, expiresAt };
    byId.set(audioUUID ?? audioURL, take);
  }
  return [...byId.values()];
}

/** Synchronous answers have no status. */
function isTake({ status, audioURL, error }: VendorItem): boolean {
  return audioURL !== undefined && !error && (status === 'success' || status === undefined);
}

function isFailure({ status, audioURL, error }: VendorItem): boolean {
  return status === 'error' || error !== undefined || (status === 'success' && audioURL === undefined);
}

function itemFailure({ error, cost }: VendorItem): VendorError {
  const failure = error ?? { code: 'resultWithoutLink', message: 'a result came without a link' };
  return { ...failure, cost: failure.cost ?? cost };
}

function runningStatus(running: readonly VendorItem[]): TaskStatus {
  const shown = running.flatMap(({ progress }) => progress ?? []);
  return shown.length > 0 ? { state: 'running', progress: Math.min(...shown) } : { state: 'running' };
}
