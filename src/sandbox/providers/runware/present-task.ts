import { runwareLimits } from './limits.ts';
import { errorEntry, type Problem } from './problem.ts';
import type { ResultFiles } from './result-files.ts';
import type { RunwareSettings } from './settings.ts';
import { endedAt, isShown, type RunwareTask, type TaskResult } from './task.ts';
import type { TaskAnswer } from './task-answer.ts';

export interface PresentOptions {
  now: number;
  settings: RunwareSettings;
  files: ResultFiles;
  /** Async results carry a `status`, sync ones do not. */
  withStatus: boolean;
  taskType: string;
  /** Makes new links to the results in place of those they had. */
  withFreshLinks?: boolean;
}

type MadeResult = TaskResult & { outcome: { kind: 'made' } };
type FailedResult = TaskResult & { outcome: { kind: 'failed' } };

/** The full state of a task, result by result, as Runware would show it at a moment. */
export function presentTask(task: RunwareTask, options: PresentOptions): TaskAnswer {
  const { now, settings } = options;
  const hasEnded = endedAt(task, now) !== undefined;
  const data: Record<string, unknown>[] = [];
  const problems: Problem[] = [];
  let running = 0;

  for (const result of task.results) {
    if (isShown(result, now) && isMade(result)) data.push(madeItem(task, result, options));
    // As `errors[]` a failure is about the whole task, so it comes when nothing of it runs any more.
    else if (isShown(result, now) && isFailed(result) && (task.failureForm === 'item' || hasEnded)) {
      if (task.failureForm === 'item') data.push(failedItem(task, result, options));
      else problems.push(result.outcome.problem);
    } else {
      running += 1;
      const isFirst = running === 1 || settings.runningItems === 'perResult';
      if (isFirst && settings.runningWord !== 'noItem') data.push(runningItem(task, result, options));
    }
  }

  const details = (problem: Problem) => ({ ...problem, details: { ...problem.details, status: 'error' } });
  const errors = problems.slice(0, 1).map((problem) => ({
    entry: errorEntry(details(problem), { taskType: options.taskType, taskUUID: task.taskUUID }, settings),
    httpStatus: problem.httpStatus ?? 400,
  }));
  return { data, errors };
}

/** One result that has come to its end, by itself. */
export function presentResult(task: RunwareTask, result: TaskResult, options: PresentOptions): Record<string, unknown> {
  if (isMade(result)) return madeItem(task, result, options);
  if (!isFailed(result)) return runningItem(task, result, options);
  const name = { taskType: options.taskType, taskUUID: task.taskUUID };
  const error = errorEntry(result.outcome.problem, name, options.settings);
  if (options.settings.webhookFailure === 'item') return failedItem(task, result, options);
  return options.settings.webhookFailure === 'error' ? { ...error, status: 'error' } : { errors: [error] };
}

/** The item of a task of which nothing more is known than that it runs. */
export function runningStatus(settings: RunwareSettings): Record<string, unknown> {
  return settings.runningWord === 'missing' || settings.runningWord === 'noItem'
    ? {}
    : { status: settings.runningWord };
}

function runningItem(task: RunwareTask, result: TaskResult, { now, settings, taskType }: PresentOptions) {
  const share = (now - task.acceptedAt) / Math.max(1, result.readyAt - task.acceptedAt);
  const progress = settings.showProgress ? { progress: Math.min(99, Math.floor(share * 100)) } : {};
  return { taskType, taskUUID: task.taskUUID, ...runningStatus(settings), ...progress };
}

function madeItem(task: RunwareTask, result: MadeResult, options: PresentOptions): Record<string, unknown> {
  const { outputType, includeCost } = task.order;
  const status = options.withStatus ? { status: 'success' } : {};
  const head = { taskType: options.taskType, taskUUID: task.taskUUID, ...status, audioUUID: result.audioUUID };
  const cost = (runwareLimits.priceMicros / 1_000_000) * options.settings.statedCostFactor;
  const tail = { seed: result.seed, ...(includeCost ? { cost } : {}) };
  const { fileId, url } = result.outcome;

  if (outputType === 'URL') {
    const audioURL = options.withFreshLinks ? options.files.relink(task, result, fileId) : url;
    return { ...head, audioURL, ...tail };
  }
  const file = options.files.read(fileId);
  const base64 = Buffer.from(file?.data ?? []).toString('base64');
  return outputType === 'base64Data'
    ? { ...head, audioBase64Data: base64, ...tail }
    : { ...head, audioDataURI: `data:${file?.contentType ?? 'audio/mpeg'};base64,${base64}`, ...tail };
}

function failedItem(
  task: RunwareTask,
  result: FailedResult,
  { taskType, settings }: PresentOptions,
): Record<string, unknown> {
  const { code, message } = result.outcome.problem;
  const dollars = result.outcome.billed ? (runwareLimits.priceMicros / 1_000_000) * settings.statedCostFactor : 0;
  const cost = settings.failureCost === 'stated' ? { cost: dollars } : {};
  return { taskType, taskUUID: task.taskUUID, status: 'error', ...cost, error: { code, message } };
}

function isMade(result: TaskResult): result is MadeResult {
  return result.outcome.kind === 'made';
}

function isFailed(result: TaskResult): result is FailedResult {
  return result.outcome.kind === 'failed';
}
