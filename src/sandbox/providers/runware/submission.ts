import type { Clock } from '../../../clock.ts';
import type { TakenFaults } from '../shared/faults.ts';
import { checkOrder, type RunwareOrder } from './check-order.ts';
import { runwareLimits } from './limits.ts';
import { type LoadReferenceOptions, loadReference } from './load-reference.ts';
import { presentTask } from './present-task.ts';
import { knownProblem, type Problem, Refusal } from './problem.ts';
import type { ResultFiles } from './result-files.ts';
import type { RunwareSettings } from './settings.ts';
import { endedAt, type PlannedFailure, type RunwareTask } from './task.ts';
import { dataAnswer, errorAnswer, type TaskAnswer } from './task-answer.ts';
import type { Tasks } from './tasks.ts';

/** A failure that the next paid task meets. */
export interface NextFailure extends PlannedFailure {
  /** Refused at once instead of failing after acceptance. */
  isRefusedAtOnce?: boolean;
  /** How many tasks; one when not said. */
  times?: number;
}

export interface SubmissionOptions extends LoadReferenceOptions {
  clock: Clock;
  settings: RunwareSettings;
  tasks: Tasks;
  files: ResultFiles;
  failures: TakenFaults<NextFailure>;
  /** Takes the results to where an order wants them. */
  deliver(task: RunwareTask): void;
  /** Aborts when the stand-in closes. */
  signal: AbortSignal;
}

export interface NamedTask {
  taskUUID: string;
  task: Record<string, unknown>;
  isDryRun: boolean;
}

const TASK_TYPE = 'audioInference';

/** Takes an `audioInference` task: checks it, charges it, starts it, and answers as its delivery method wants. */
export function createSubmission(options: SubmissionOptions): (named: NamedTask) => Promise<TaskAnswer> {
  const { clock, settings, tasks, files, failures, signal } = options;
  /** Between the first look at an id and its acceptance the reference loads: a second request must find it taken. */
  const claims = new Set<string>();

  const submit = async ({ taskUUID, task, isDryRun }: NamedTask): Promise<TaskAnswer> => {
    const order = checkOrder(task, settings);
    if (isDryRun) return dataAnswer({ taskType: TASK_TYPE, taskUUID, cost: priceOf(order) });

    const existing = tasks.find(taskUUID);
    const isTaken = existing !== undefined || claims.has(taskUUID);
    if (isTaken && settings.duplicateTask === 'ignore') return acknowledgement(taskUUID);
    if (isTaken && isConflict(existing)) throw conflict(taskUUID, existing);
    refuseWhenFull();
    refuseWhenPlanned();

    claims.add(taskUUID);
    try {
      const accepted = await accept({ taskUUID, task, order, isRepetition: isTaken });
      claims.delete(taskUUID);
      options.deliver(accepted);
      return order.delivery === 'async' ? acknowledgement(taskUUID) : await finished(accepted);
    } finally {
      claims.delete(taskUUID);
    }
  };

  const accept = async (request: Omit<NamedTask, 'isDryRun'> & { order: RunwareOrder; isRepetition: boolean }) => {
    const reference = loadReference(request.order.audio, options);
    // Awaited later, or never when the balance is too small; either way it is not a rejection that nobody handles.
    reference.catch(() => undefined);
    if (settings.referenceCheck === 'beforeAck') await reference;
    const { taskUUID, task, order, isRepetition } = request;
    const takeFailure = () => failures.take((failure) => !failure.isRefusedAtOnce);
    return tasks.accept({ taskUUID, request: task, order, reference, takeFailure, isRepetition });
  };

  const isConflict = (existing: RunwareTask | undefined): boolean => {
    if (settings.duplicateTask === 'conflict') return true;
    const isRunning = existing === undefined || endedAt(existing, clock.now()) === undefined;
    return settings.duplicateTask === 'conflictWhileRunning' && isRunning;
  };

  const conflict = (taskUUID: string, existing: RunwareTask | undefined): Refusal => {
    const problem: Problem = {
      code: settings.duplicateCode,
      message: `The taskUUID '${taskUUID}' is already in use. It must be unique for each task.`,
      parameter: 'taskUUID',
    };
    if (existing) existing.lastRefusal = problem;
    return new Refusal(problem);
  };

  const refuseWhenFull = () => {
    if (settings.maximumRunning === null) return;
    const running = tasks.list().filter((task) => endedAt(task, clock.now()) === undefined).length;
    if (running + claims.size >= settings.maximumRunning) throw new Refusal(knownProblem('rateLimitExceeded'));
  };

  const refuseWhenPlanned = () => {
    const refusal = failures.take((failure) => failure.isRefusedAtOnce === true);
    if (refusal) throw new Refusal(knownProblem(refusal.code, refusal.message));
  };

  const acknowledgement = (taskUUID: string): TaskAnswer => {
    if (settings.ackItem === 'missing') return dataAnswer();
    const status = settings.ackStatus === null ? {} : { status: settings.ackStatus };
    return dataAnswer({ taskType: TASK_TYPE, taskUUID, ...status });
  };

  const finished = async (task: RunwareTask): Promise<TaskAnswer> => {
    if (await hasEndedWithin(task, settings.syncLimitMs, clock, signal)) {
      return presentTask(task, { now: clock.now(), settings, files, withStatus: false, taskType: TASK_TYPE });
    }
    return errorAnswer(knownProblem('timeout'), { taskType: TASK_TYPE, taskUUID: task.taskUUID }, settings);
  };

  return submit;
}

export function priceOf(order: RunwareOrder): number {
  return (runwareLimits.priceMicros * order.results) / 1_000_000;
}

/** Waits for a task's last result; false when the limit comes first, which leaves the task running. */
async function hasEndedWithin(task: RunwareTask, limitMs: number, clock: Clock, signal: AbortSignal): Promise<boolean> {
  const stop = new AbortController();
  const either = AbortSignal.any([signal, stop.signal]);
  const isOver = clock.sleep(limitMs, either).then(() => false);
  const hasEnded = task.rendered.then(async () => {
    const lastReadyAt = Math.max(...task.results.map((result) => result.readyAt));
    const leftMs = lastReadyAt - clock.now();
    if (leftMs > 0) await clock.sleep(leftMs, either);
    return true;
  });
  try {
    return await Promise.race([hasEnded.catch(() => false), isOver.catch(() => false)]);
  } finally {
    stop.abort();
  }
}
