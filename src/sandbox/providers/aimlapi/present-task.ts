import { creditsOf } from './answer.ts';
import { aimlapiLimits } from './limits.ts';
import { exceptionName, type Problem } from './problem.ts';
import { contentTypes } from './result-files.ts';
import type { AimlapiSettings } from './settings.ts';
import { type AimlapiTask, isShown, type Outcome } from './task.ts';

/** A generation as a poll shows it at a moment. */
export function presentTask(task: AimlapiTask, now: number, settings: AimlapiSettings): Record<string, unknown> {
  const nothing = settings.emptyFields === 'null' ? null : undefined;
  const { outcome } = task;
  const head = { id: task.id, status: statusOf(task, now, settings) };
  if (!isShown(task, now) || outcome.kind === 'pending') {
    return { ...head, audio_file: nothing, error: nothing, meta: metaOf(undefined, settings) };
  }
  if (outcome.kind === 'failed') {
    return {
      ...head,
      audio_file: nothing,
      error: errorOf(outcome.problem, settings),
      meta: metaOf(undefined, settings),
    };
  }
  return { ...head, audio_file: audioFile(task, outcome), error: nothing, meta: metaOf(task.priceMicros, settings) };
}

function statusOf(task: AimlapiTask, now: number, settings: AimlapiSettings): string {
  if (isShown(task, now)) return task.outcome.kind === 'failed' ? 'error' : 'completed';
  return now < task.acceptedAt + settings.queuedMs ? settings.queuedWord : settings.generatingWord;
}

function audioFile({ order }: AimlapiTask, { url, sizeBytes }: Extract<Outcome, { kind: 'made' }>) {
  if (order.model !== aimlapiLimits.legacy.model) return { url };
  // What stands before it in the link belongs to the file host.
  const name = decodeURIComponent(new URL(url).pathname)
    .split(/\/|_(?=output\.)/)
    .at(-1);
  return { url, content_type: contentTypes[order.sound.format], file_name: name, file_size: sizeBytes };
}

function errorOf(problem: Problem, settings: AimlapiSettings) {
  if (settings.failureForm === 'detail') return { detail: [{ msg: problem.message }] };
  return { name: exceptionName(problem), message: problem.message };
}

function metaOf(spentMicros: number | undefined, { usage }: AimlapiSettings) {
  if (usage === 'missing') return undefined;
  if (usage === 'null' || spentMicros === undefined) return { usage: null };
  const dollars = usage === 'creditsOnly' ? {} : { usd_spent: spentMicros / 1_000_000 };
  return { usage: { credits_used: creditsOf(spentMicros), ...dollars } };
}
