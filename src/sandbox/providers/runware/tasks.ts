import { randomUUID } from 'node:crypto';
import type { Clock } from '../../../clock.ts';
import type { Logger } from '../../../logger.ts';
import type { MoneyLog } from '../shared/money-log.ts';
import type { CoverFormat, RenderCover } from '../shared/render.ts';
import type { RunwareOrder } from './check-order.ts';
import { runwareLimits } from './limits.ts';
import { undecodable } from './load-reference.ts';
import { knownProblem, type Problem, Refusal } from './problem.ts';
import type { ResultFiles } from './result-files.ts';
import type { RunwareSettings } from './settings.ts';
import {
  isShown,
  type PaidTask,
  type PlannedFailure,
  type ResultOutcome,
  type RunwareTask,
  type TaskResult,
} from './task.ts';

export interface Acceptance {
  taskUUID: string;
  request: Record<string, unknown>;
  order: RunwareOrder;
  /** Rejects with a `Refusal` when the reference turns out bad after acceptance. */
  reference: Promise<Uint8Array>;
  /** Asked only once the task is paid, so that a refused one uses up no plan. */
  takeFailure(): PlannedFailure | undefined;
  isRepetition: boolean;
}

export interface Tasks {
  /** Charges and starts a task. Throws a `Refusal` when the balance is too small. */
  accept(acceptance: Acceptance): RunwareTask;
  find(taskUUID: string): RunwareTask | undefined;
  list(): RunwareTask[];
  /** Pays back what failed results cost, as far as they have failed by now. */
  settle(): void;
}

export interface TasksOptions {
  clock: Clock;
  log: Logger | undefined;
  settings: RunwareSettings;
  money: MoneyLog<PaidTask>;
  render: RenderCover;
  files: ResultFiles;
  random: () => number;
}

const FORMATS: Readonly<Record<RunwareOrder['outputFormat'], CoverFormat>> = {
  MP3: 'mp3',
  WAV: 'wav',
  FLAC: 'flac',
  OGG: 'ogg',
};

/** Oldest forgotten first, so that a long demo does not grow. */
const MAXIMUM_TASKS = 5_000;

/** Every accepted task. Nothing here waits: what a task looks like is worked out from the clock when somebody asks. */
export function createTasks({ clock, log, settings, money, render, files, random }: TasksOptions): Tasks {
  const tasks = new Map<string, RunwareTask>();

  const accept = ({ taskUUID, request, order, reference, takeFailure, isRepetition }: Acceptance): RunwareTask => {
    const acceptedAt = clock.now();
    const micros = runwareLimits.priceMicros * order.results;
    const duplicate = isRepetition ? { duplicateOf: taskUUID } : {};
    const payment = money.charge({ taskUUID, at: acceptedAt, results: order.results, micros, ...duplicate });
    if (!payment) throw new Refusal({ ...knownProblem('insufficientCredits'), code: settings.noCreditCode });

    const failure = takeFailure();
    const task: RunwareTask = {
      taskUUID,
      request,
      order,
      acceptedAt,
      failureForm: failure?.form ?? settings.failureForm,
      results: Array.from({ length: order.results }, (_, index) => newResult(order, acceptedAt, index, failure)),
      refund: payment.refund,
      rendered: Promise.resolve(),
      lastRefusal: undefined,
    };
    task.rendered = renderAll(task, reference);
    tasks.delete(taskUUID);
    tasks.set(taskUUID, task);
    forgetOldest(tasks);
    return task;
  };

  const newResult = (order: RunwareOrder, acceptedAt: number, index: number, failure?: PlannedFailure): TaskResult => {
    const readyAt = acceptedAt + settings.generationMs + index * settings.resultStaggerMs;
    const fails = failure !== undefined && index >= (failure.partial ?? 0);
    return {
      audioUUID: randomUUID(),
      seed: order.seed === null ? Math.floor(random() * 2 ** 32) : order.seed + index,
      readyAt,
      outcome: fails ? plannedOutcome(failure, readyAt) : { kind: 'pending' },
      isSettled: false,
    };
  };

  const renderAll = async (task: RunwareTask, reference: Promise<Uint8Array>): Promise<void> => {
    const waiting = task.results.filter((result) => result.outcome.kind === 'pending');
    try {
      const bytes = await reference;
      await Promise.all(waiting.map((result) => renderOne(task, result, bytes)));
    } catch (error) {
      const problem = problemOf(error);
      for (const result of waiting) {
        result.readyAt = Math.min(result.readyAt, clock.now());
        result.outcome = { kind: 'failed', at: clock.now(), problem, billed: false };
      }
    }
  };

  const renderOne = async (task: RunwareTask, result: TaskResult, reference: Uint8Array): Promise<void> => {
    const { style, lyrics, outputFormat, sound } = task.order;
    try {
      const audio = { format: FORMATS[outputFormat], ...sound };
      const { data } = await render({ reference, style, lyrics, seed: result.seed, audio });
      result.outcome = { kind: 'made', at: clock.now(), ...files.keep(task, result, data) };
    } catch (error) {
      result.outcome = { kind: 'failed', at: clock.now(), problem: problemOf(error), billed: false };
    }
  };

  const problemOf = (error: unknown): Problem => {
    if (error instanceof Refusal) return error.problem;
    const problem = undecodable(error, settings);
    if (!problem) log?.error({ err: error }, 'the stand-in could not render a cover');
    return problem ?? knownProblem('inferenceError', 'The stand-in could not render the cover.');
  };

  const settle = () => {
    for (const task of tasks.values()) {
      for (const result of task.results) {
        if (result.isSettled || !isShown(result, clock.now())) continue;
        result.isSettled = true;
        const { outcome } = result;
        if (outcome.kind === 'failed' && !outcome.billed) task.refund(runwareLimits.priceMicros);
      }
    }
  };

  return { accept, find: (taskUUID) => tasks.get(taskUUID), list: () => [...tasks.values()], settle };
}

function plannedOutcome(failure: PlannedFailure, at: number): ResultOutcome {
  const problem = knownProblem(failure.code, failure.message);
  return { kind: 'failed', at, problem, billed: failure.billed ?? false };
}

function forgetOldest(tasks: Map<string, RunwareTask>): void {
  for (const taskUUID of tasks.keys()) {
    if (tasks.size <= MAXIMUM_TASKS) return;
    tasks.delete(taskUUID);
  }
}
