import type { TaskStatus } from '../port.ts';
import type { VendorAnswer } from './api.ts';
import { taskFailure } from './failures.ts';
import { linkTo } from './link.ts';

/** The first three are documented; the last stands in old sample code. */
const RUNNING = new Set<string | undefined>(['queued', 'generating', 'processing', 'waiting']);

/**
 * Where a generation stands. A word that nobody knows means running, unless the result or an error stands beside it.
 */
export function taskStatus(answer: VendorAnswer): TaskStatus {
  const { status, url, error } = answer.body ?? {};
  if (status === 'error') return { state: 'failed', error: taskFailure(answer) };
  if (RUNNING.has(status)) return { state: 'running' };
  const source = linkTo(url);
  if (source) return { state: 'finished', takes: [{ source, seed: null, costMicros: answer.costMicros ?? null }] };
  if (status === 'completed') return { state: 'failed', error: taskFailure(answer, 'a result came without a link') };
  return error ? { state: 'failed', error: taskFailure(answer) } : { state: 'running' };
}
