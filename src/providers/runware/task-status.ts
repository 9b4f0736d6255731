import type { ProviderTake, TaskStatus } from '../port.ts';
import { microsOf } from '../shared/money.ts';
import type { VendorError, VendorItem } from './answer.ts';
import { taskFailure } from './failures.ts';

/** Everything that answers say of one task. */
export interface PollResult {
  items: readonly VendorItem[];
  errors: readonly VendorError[];
}

export interface Expected {
  /** Undefined when nobody remembers how many were ordered. */
  takes: number | undefined;
  /** When links made for the task die at the earliest. */
  expiresAt: number | null;
}

type NotFound = Extract<TaskStatus, { state: 'failed' }>;

/**
 * Where a task stands. Each poll shows all of it, one item per result: it has ended when every wanted result has come or
 * failed, or when one has failed and none is shown as running. What came is kept though its siblings failed.
 * An unknown status, a missing one and no items at all mean running.
 */
export function taskStatus(said: PollResult, expected: Expected): TaskStatus {
  const takes = takesOf(said.items.filter(isTake), expected.expiresAt);
  const failures = [...said.items.filter(isFailure).map(itemFailure), ...said.errors];
  const running = said.items.filter((item) => !isTake(item) && !isFailure(item));

  const ended = takes.length + failures.length;
  const hasAll = expected.takes !== undefined && ended >= expected.takes;
  const noMoreToCome = running.length === 0 && (failures.length > 0 || (expected.takes === undefined && ended > 0));
  if (!hasAll && !noMoreToCome) return runningStatus(running);
  const [failure] = failures;
  const costs = failures.flatMap(({ cost }) => cost ?? []);
  const cost = costs.length === 0 ? undefined : costs.reduce((sum, billed) => sum + billed, 0);
  if (takes.length > 0 || !failure) {
    const unpricedFailures = failures.length - costs.length;
    const failed = { failedMicros: microsOf(cost) ?? 0, ...(unpricedFailures > 0 && { unpricedFailures }) };
    return { state: 'finished', takes, ...failed };
  }
  return { state: 'failed', error: taskFailure({ ...failure, cost }) };
}

/** Whether a result is shown, made or failed: no task that never was has one. */
export function hasResult({ items, errors }: PollResult): boolean {
  return errors.length > 0 || items.some((item) => isTake(item) || isFailure(item));
}

/** Whether Runware says that there is no such task. */
export function isNotFound(status: TaskStatus): status is NotFound {
  return status.state === 'failed' && status.error.code === 'notFound';
}

/** Whether Runware says that there never was one: what has expired or was cancelled had been accepted. */
export function isAbsent(status: TaskStatus): boolean {
  return isNotFound(status) && !/(Expired|Cancelled)$/.test(status.error.vendorCode ?? '');
}

/** What is known of a task that polls do not find, once the archive was asked; undefined where that said nothing of it. */
export function knownOfUnfound(polled: TaskStatus, archived: TaskStatus | undefined): TaskStatus {
  return archived && (!isNotFound(archived) || isAbsent(polled)) ? archived : polled;
}

/** The same result is never two takes, however often it is shown. */
export function takesOf(items: readonly VendorItem[], expiresAt: number | null): ProviderTake[] {
  const byId = new Map<string, ProviderTake>();
  for (const item of items) {
    const source = sourceOf(item, expiresAt);
    if (!source) continue;
    const id = item.audioUUID ?? (source.kind === 'link' ? source.url : source.file.hash);
    const take = { source, seed: item.seed ?? null, costMicros: microsOf(item.cost) ?? null };
    byId.set(id, item.audioUUID === undefined ? take : { id, ...take });
  }
  return [...byId.values()];
}

function sourceOf({ file, audioURL }: VendorItem, expiresAt: number | null): ProviderTake['source'] | undefined {
  if (file) return { kind: 'file', file };
  return audioURL === undefined ? undefined : { kind: 'link', url: audioURL, expiresAt };
}

function hasAudio({ file, audioURL }: VendorItem): boolean {
  return file !== undefined || audioURL !== undefined;
}

/** Synchronous answers have no status. */
function isTake(item: VendorItem): boolean {
  return hasAudio(item) && !item.error && (item.status === 'success' || item.status === undefined);
}

function isFailure(item: VendorItem): boolean {
  return item.status === 'error' || item.error !== undefined || (item.status === 'success' && !hasAudio(item));
}

function itemFailure({ error, cost }: VendorItem): VendorError {
  const failure = error ?? { code: 'resultWithoutAudio', message: 'a result came without its audio' };
  return { ...failure, cost: failure.cost ?? cost };
}

function runningStatus(running: readonly VendorItem[]): TaskStatus {
  const shown = running.flatMap(({ progress }) => progress ?? []);
  return shown.length > 0 ? { state: 'running', progress: Math.min(...shown) } : { state: 'running' };
}
