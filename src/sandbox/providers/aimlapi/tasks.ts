import type { Clock } from '../../../clock.ts';
import type { Logger } from '../../../logger.ts';
import type { MoneyLog } from '../shared/money-log.ts';
import type { RenderCover } from '../shared/render.ts';
import { samplesOfWav } from '../shared/samples-of-wav.ts';
import { newGenerationId } from './ids.ts';
import { undecodable } from './load-reference.ts';
import type { AimlapiOrder } from './order.ts';
import { aimlapiMessages, type Problem, problemOf, Refusal } from './problem.ts';
import type { ResultFiles } from './result-files.ts';
import type { AimlapiSettings } from './settings.ts';
import { type AimlapiTask, isShown, type Outcome, type PaidTask, type PlannedFailure } from './task.ts';

export interface Acceptance {
  order: AimlapiOrder;
  /** Rejects with a `Refusal` when MiniMax refuses after acceptance. */
  reference: Promise<Uint8Array>;
  /** Asked only once the generation is paid, so that a refused one uses up no plan. */
  takeFailure(): PlannedFailure | undefined;
}

export interface Tasks {
  /** Charges and starts a generation. Throws a `Refusal` when the balance is too small. */
  accept(acceptance: Acceptance): AimlapiTask;
  find(id: string): AimlapiTask | undefined;
  list(): AimlapiTask[];
  /** Pays back what failed generations cost, as far as they have failed by now. */
  settle(): void;
}

export interface TasksOptions {
  clock: Clock;
  log: Logger | undefined;
  settings: AimlapiSettings;
  money: MoneyLog<PaidTask>;
  render: RenderCover;
  files: ResultFiles;
  /** For the seed, which nobody can ask for. */
  random: () => number;
}

/** Oldest forgotten first, so that a long demo does not grow. */
const MAXIMUM_TASKS = 5_000;
const SEEDS = 2 ** 32;

/** Every accepted generation. Nothing here waits: what one looks like is worked out from the clock when somebody asks. */
export function createTasks({ clock, log, settings, money, render, files, random }: TasksOptions): Tasks {
  const tasks = new Map<string, AimlapiTask>();

  const accept = ({ order, reference, takeFailure }: Acceptance): AimlapiTask => {
    const id = newGenerationId(order.model, settings);
    const acceptedAt = clock.now();
    const priceMicros = settings.priceMicros[order.model];
    const payment = money.charge({ id, model: order.model, at: acceptedAt, results: 1, micros: priceMicros });
    if (!payment) throw new Refusal(problemOf(403));

    const failure = takeFailure();
    const task: AimlapiTask = {
      id,
      order,
      acceptedAt,
      priceMicros,
      readyAt: acceptedAt + settings.generationMs,
      outcome: failure ? plannedOutcome(failure, acceptedAt) : { kind: 'pending' },
      isSettled: false,
      refund: payment.refund,
      rendered: Promise.resolve(),
    };
    if (!failure) task.rendered = renderTask(task, reference);
    tasks.set(id, task);
    forgetOldest(tasks);
    return task;
  };

  const renderTask = async (task: AimlapiTask, reference: Promise<Uint8Array>): Promise<void> => {
    let bytes: Uint8Array;
    try {
      bytes = await reference;
    } catch (error) {
      // MiniMax refuses as soon as it has looked.
      task.readyAt = Math.min(task.readyAt, clock.now());
      task.outcome = failed(error);
      return;
    }
    try {
      task.outcome = await made(task, bytes);
    } catch (error) {
      task.outcome = failed(error);
    }
  };

  const made = async (task: AimlapiTask, reference: Uint8Array): Promise<Outcome> => {
    const { style, lyrics, sound } = task.order;
    const { format, sampleRate, bitrate } = sound;
    const { data, durationMs } = await render({
      reference,
      style,
      lyrics,
      seed: Math.floor(random() * SEEDS),
      audio: { format: format === 'pcm' ? 'wav' : format, bitrateKbps: bitrate / 1_000, sampleRate, channels: 2 },
    });
    const file = format === 'pcm' ? (samplesOfWav(data) ?? data) : data;
    return { kind: 'made', at: clock.now(), sizeBytes: file.length, durationMs, ...files.keep(task, file) };
  };

  const failed = (error: unknown): Outcome => {
    return { kind: 'failed', at: clock.now(), problem: problemBehind(error), billed: false };
  };

  const problemBehind = (error: unknown): Problem => {
    if (error instanceof Refusal) return error.problem;
    const problem = undecodable(error, settings);
    if (!problem) log?.error({ err: error }, 'the stand-in could not render a cover');
    return problem ?? problemOf(500, aimlapiMessages.partner);
  };

  const settle = () => {
    for (const task of tasks.values()) {
      if (task.isSettled || !isShown(task, clock.now())) continue;
      task.isSettled = true;
      if (task.outcome.kind === 'failed' && !task.outcome.billed) task.refund(task.priceMicros);
    }
  };

  return { accept, find: (id) => tasks.get(id), list: () => [...tasks.values()], settle };
}

function plannedOutcome({ message, name, status, billed = false }: PlannedFailure, at: number): Outcome {
  const problem = { status: status ?? 400, message, ...(name === undefined ? {} : { name }) };
  return { kind: 'failed', at, problem: { ...problem, isUpstream: true }, billed };
}

function forgetOldest(tasks: Map<string, AimlapiTask>): void {
  for (const id of tasks.keys()) {
    if (tasks.size <= MAXIMUM_TASKS) return;
    tasks.delete(id);
  }
}
