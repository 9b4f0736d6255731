import { timingSafeEqual } from 'node:crypto';
import type { Logger } from '../../../logger.ts';
import type { Answer } from '../shared/http-fault.ts';
import { isObject } from './check-field.ts';
import type { Polling } from './polling.ts';
import { knownProblem, type Problem, Refusal, type TaskName } from './problem.ts';
import type { RunwareSettings } from './settings.ts';
import type { NamedTask } from './submission.ts';
import { errorAnswer, type TaskAnswer } from './task-answer.ts';
import { answerAuthentication, answerPing } from './utility-tasks.ts';
import { isUuid } from './uuid.ts';

export interface ApiOptions {
  apiKey: string;
  log: Logger | undefined;
  settings: RunwareSettings;
  submit(named: NamedTask): Promise<TaskAnswer>;
  polling: Polling;
  answerMedia(taskUUID: string, task: Record<string, unknown>): Promise<TaskAnswer>;
  answerAccount(taskUUID: string, task: Record<string, unknown>): TaskAnswer;
}

export interface ApiRequest {
  body: unknown;
  /** The `Authorization` header. */
  authorization: string | undefined;
  isDryRun: boolean;
}

/** Answers one request to `/v1`: an array of tasks in, one envelope out. */
export function createApi(options: ApiOptions): (request: ApiRequest) => Promise<Answer> {
  const { apiKey, log, settings, polling } = options;

  const answerNamed = async (taskUUID: string, task: Record<string, unknown>, isDryRun: boolean) => {
    switch (task.taskType) {
      case 'audioInference':
        return await options.submit({ taskUUID, task, isDryRun });
      case 'getResponse':
        return polling.response(taskUUID);
      case 'getTaskDetails':
        return polling.details(taskUUID);
      case 'mediaStorage':
        return await options.answerMedia(taskUUID, task);
      default:
        return options.answerAccount(taskUUID, task);
    }
  };

  const answerTask = async (task: unknown, isDryRun: boolean): Promise<TaskAnswer> => {
    const name = nameOf(task);
    try {
      const known = knownTask(task);
      if (known.taskType === 'authentication') return answerAuthentication(known);
      if (known.taskType === 'ping') return answerPing(known);
      return await answerNamed(taskUuidOf(known, settings), known, isDryRun);
    } catch (error) {
      if (error instanceof Refusal) return errorAnswer(error.problem, name, settings);
      log?.error({ err: error, taskUUID: name.taskUUID }, 'the stand-in failed on a task');
      return errorAnswer(knownProblem('internalServerError'), name, settings);
    }
  };

  return async ({ body, authorization, isDryRun }) => {
    if (!Array.isArray(body)) return refused(invalidRequest('The request body must be an array of task objects.'));
    const tasks: unknown[] = body;
    const trouble = authTrouble(tasks, authorization, apiKey);
    if (trouble) return refused(trouble, 'authentication');
    if (tasks.length === 0) return refused(invalidRequest('The request body must hold at least one task.'));
    if (settings.batchedPolls === 'refuse' && tasks.filter(isPoll).length > 1) {
      return refused(invalidRequest('Only one getResponse task is allowed in a request.'));
    }
    return envelope(await Promise.all(tasks.map((task) => answerTask(task, isDryRun))), settings);
  };
}

/** An answer that is nothing but one error, which belongs to no task. */
function refused(problem: Problem, taskType?: string): Answer {
  const { code, message, parameter, httpStatus = 400 } = problem;
  return { status: httpStatus, body: { errors: [{ code, message, parameter, taskType }] } };
}

function invalidRequest(message: string): Problem {
  return { code: 'invalidRequest', message };
}

function envelope(answers: readonly TaskAnswer[], settings: RunwareSettings): Answer {
  const data = answers.flatMap((answer) => answer.data);
  const errors = answers.flatMap((answer) => answer.errors);
  const entries = errors.map((error) => error.entry);
  if (errors.length === 0) return { status: 200, body: { data } };

  // The answer to an authentication task does not make a failed request a success.
  const hasContent = data.some((item) => item.taskType !== 'authentication');
  const statuses = new Set(errors.map((error) => error.httpStatus));
  const [only = 400] = statuses.size === 1 ? statuses : [];
  const isBare = data.length === 0 && !settings.emptyDataWithErrors;
  return { status: hasContent ? 200 : only, body: isBare ? { errors: entries } : { data, errors: entries } };
}

function authTrouble(tasks: readonly unknown[], authorization: string | undefined, apiKey: string) {
  const [first] = tasks;
  const given = isObject(first) && first.taskType === 'authentication' ? first.apiKey : bearerOf(authorization);
  if (typeof given === 'string' && isSame(given, apiKey)) return undefined;
  return {
    code: given === undefined ? 'missingApiKey' : 'invalidApiKey',
    message: `${given === undefined ? 'Missing' : 'Invalid'} API key. Get one at https://runware.ai/signup`,
    parameter: 'apiKey',
    httpStatus: 401,
  };
}

function bearerOf(authorization: string | undefined): string | undefined {
  return /^Bearer\s+(\S+)$/i.exec(authorization ?? '')?.[1];
}

function isSame(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}

const TASK_TYPES = [
  'authentication',
  'ping',
  'audioInference',
  'getResponse',
  'getTaskDetails',
  'mediaStorage',
  'accountManagement',
];

function knownTask(task: unknown): Record<string, unknown> {
  if (!isObject(task)) throw new Refusal(invalidRequest('Every element of the request must be a task object.'));
  if (task.taskType === undefined) {
    throw new Refusal({
      code: 'missingTaskType',
      message: "Missing required parameter 'taskType'.",
      parameter: 'taskType',
    });
  }
  if (typeof task.taskType === 'string' && TASK_TYPES.includes(task.taskType)) return task;
  const message = "Unsupported value for 'taskType' parameter: this stand-in does not play it.";
  throw new Refusal({ code: 'unsupportedTaskType', message, parameter: 'taskType' });
}

function taskUuidOf(task: Record<string, unknown>, settings: RunwareSettings): string {
  if (isUuid(task.taskUUID, settings.taskUuids)) return task.taskUUID;
  const isMissing = task.taskUUID === undefined;
  throw new Refusal({
    code: isMissing ? 'missingTaskUUID' : 'invalidTaskUUID',
    message: isMissing
      ? "Missing required parameter 'taskUUID'."
      : "Invalid value for 'taskUUID' parameter. It must be a valid UUID v4 string.",
    parameter: 'taskUUID',
    details: { type: 'string' },
  });
}

function nameOf(task: unknown): TaskName {
  if (!isObject(task)) return {};
  const text = (value: unknown) => (typeof value === 'string' ? value : undefined);
  return { taskType: text(task.taskType), taskUUID: text(task.taskUUID) };
}

function isPoll(task: unknown): boolean {
  return isObject(task) && task.taskType === 'getResponse';
}
