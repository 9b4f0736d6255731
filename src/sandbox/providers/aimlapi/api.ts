import { timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../../clock.ts';
import type { Logger } from '../../../logger.ts';
import { type AimlapiAnswer, type Endpoint, generationHeaders } from './answer.ts';
import { checkOrder } from './check-order.ts';
import { looksLikeId } from './ids.ts';
import { aimlapiLimits } from './limits.ts';
import { listModels } from './list-models.ts';
import type { LoadReferenceOptions } from './load-reference.ts';
import type { Music01, UploadForm } from './music01.ts';
import type { AimlapiOrder } from './order.ts';
import { preprocess } from './preprocess.ts';
import { presentTask } from './present-task.ts';
import { aimlapiMessages, badBody, errorBody, errorContentType, type Problem, problemOf, Refusal } from './problem.ts';
import type { AimlapiSettings } from './settings.ts';
import { type AimlapiTask, endedAt } from './task.ts';
import type { Tasks } from './tasks.ts';

export interface ApiOptions {
  apiKey: string;
  clock: Clock;
  log: Logger | undefined;
  settings: AimlapiSettings;
  tasks: Tasks;
  submit(order: AimlapiOrder): Promise<AimlapiTask>;
  music01: Music01;
  reference: LoadReferenceOptions;
}

export interface ApiRequest {
  endpoint: Endpoint;
  method: string;
  /** Without the query. */
  path: string;
  requestId: string;
  /** The `Authorization` header. */
  authorization: string | undefined;
  generationId: unknown;
  /** What is to be said of models. */
  include: unknown;
  body: unknown;
  form: UploadForm | undefined;
}

/** Answers one request to an endpoint that exists. */
export function createApi(options: ApiOptions): (request: ApiRequest) => Promise<AimlapiAnswer> {
  const { apiKey, clock, log, settings, tasks } = options;

  const poll = (id: unknown): AimlapiAnswer => {
    if (typeof id !== 'string' || id === '') throw badBody('generation_id: Expected string, received undefined');
    const task = tasks.find(id);
    // What was answered synchronously cannot be asked about.
    const isPollable = task && task.order.model !== aimlapiLimits.music01.model && !isForgotten(task);
    if (!isPollable) throw new Refusal(unknownId(id, settings));
    const spentMicros = isCompleted(task) ? task.priceMicros : undefined;
    const headers = generationHeaders(id, spentMicros, settings);
    return { status: 200, headers, body: presentTask(task, clock.now(), settings) };
  };

  const isForgotten = (task: AimlapiTask): boolean => {
    const end = endedAt(task, clock.now());
    const keptMs = settings.generationRetentionMs;
    return end !== undefined && keptMs !== null && clock.now() >= end + keptMs;
  };

  const isCompleted = (task: AimlapiTask): boolean => {
    return task.outcome.kind === 'made' && endedAt(task, clock.now()) !== undefined;
  };

  const submit = async (body: unknown): Promise<AimlapiAnswer> => {
    const task = await options.submit(checkOrder(body, settings));
    const headers = generationHeaders(task.id, task.priceMicros, settings);
    return { status: settings.submitStatus, headers, body: { id: task.id, status: settings.queuedWord } };
  };

  const answerEndpoint = async ({
    endpoint,
    body,
    form,
    generationId,
    include,
  }: ApiRequest): Promise<AimlapiAnswer> => {
    switch (endpoint) {
      case 'submit':
        return await submit(body);
      case 'poll':
        return poll(generationId);
      case 'preprocess':
        return { status: 200, body: await preprocess(body, options.reference) };
      case 'upload':
        return await options.music01.upload(form);
      case 'generate':
        return await options.music01.generate(body);
      case 'models':
        return { status: 200, body: listModels(include, settings) };
    }
  };

  const checkAccess = ({ endpoint, authorization, method, path }: ApiRequest) => {
    if (endpoint !== 'models' && !isKey(authorization, apiKey)) throw new Refusal(problemOf(401));
    if (!isOpen(endpoint, settings)) throw new Refusal(problemOf(404, `Cannot ${method} ${path}`));
    if (endpoint === 'poll' || endpoint === 'models' || settings.account === 'active') return;
    throw new Refusal(problemOf(403, aimlapiMessages.unverified));
  };

  return async (request) => {
    try {
      checkAccess(request);
      return await answerEndpoint(request);
    } catch (error) {
      if (!(error instanceof Refusal))
        log?.error({ err: error, path: request.path }, 'the stand-in failed on a request');
      const problem = error instanceof Refusal ? error.problem : problemOf(500);
      return errorAnswer(problem, { ...request, clock }, settings);
    }
  };
}

/** A problem as an answer, with all that belongs to its status. */
export function errorAnswer(
  problem: Problem,
  context: { path: string; requestId: string; clock: Clock; generationId?: unknown },
  settings: AimlapiSettings,
): AimlapiAnswer {
  const { status } = problem;
  const id = context.generationId;
  const headers: Record<string, string> = {
    ...(typeof id === 'string' && looksLikeId(id) ? { 'x-inference-id': id } : {}),
    ...(status === 429 ? retryHeader(context.clock, settings) : {}),
  };
  if (problem.body === 'empty') return { status, headers, body: undefined };
  if (problem.body === 'text') {
    return { status, headers: { ...headers, 'content-type': 'text/plain; charset=utf-8' }, body: problem.message };
  }
  const contentType = errorContentType(settings);
  return { status, headers: { ...headers, 'content-type': contentType }, body: errorBody(problem, context, settings) };
}

function retryHeader(clock: Clock, { retryAfter, retryAfterSeconds }: AimlapiSettings): Record<string, string> {
  if (retryAfter === 'none') return {};
  const date = new Date(clock.now() + retryAfterSeconds * 1_000);
  return { 'retry-after': retryAfter === 'seconds' ? String(retryAfterSeconds) : date.toUTCString() };
}

function unknownId(id: string, { unknownIdBody }: AimlapiSettings): Problem {
  const body = unknownIdBody === 'envelope' ? {} : { body: unknownIdBody };
  return { ...problemOf(404, `Generation with id ${id.slice(0, 128)} was not found`), ...body };
}

function isOpen(endpoint: Endpoint, { preprocess: step, pricing, switchedOff }: AimlapiSettings): boolean {
  if (endpoint === 'models') return pricing !== 'off';
  if (endpoint === 'preprocess') return step === 'on' && !switchedOff.includes(aimlapiLimits.cover.model);
  const isMusic01 = endpoint === 'upload' || endpoint === 'generate';
  return !isMusic01 || !switchedOff.includes(aimlapiLimits.music01.model);
}

function isKey(authorization: string | undefined, apiKey: string): boolean {
  const [given, right] = [Buffer.from(authorization ?? ''), Buffer.from(`Bearer ${apiKey}`)];
  return given.length === right.length && timingSafeEqual(given, right);
}
