import type { ProviderErrorCode } from '../../errors.ts';
import type { VendorAnswer, VendorError } from './answer.ts';
import { AudioInAnswer, type RunwareApi, type RunwareCall } from './api.ts';
import { failureCodeOf } from './failure-codes.ts';
import { answerFailure, rethrowAs } from './failures.ts';
import type { PollResult } from './task-status.ts';

export interface Polls {
  /** Asks for one task; what is said of nobody else in particular is said of it. Throws when the poll itself failed. */
  one(taskUUID: string, signal: AbortSignal): Promise<PollResult>;
  /** Asks for several in one request. Tasks of which nothing can be told that way are missing. Throws like `one`. */
  several(taskUUIDs: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, PollResult>>;
}

export interface PollsOptions {
  api: RunwareApi;
  timeoutMs: number;
  /** For an answer that holds audio. */
  longAnswerMs: number;
  /** What is known of the polled tasks, for the error when a poll fails. */
  accepted: 'yes' | 'unknown';
}

/** Statuses and codes that speak of the poll, not of what is polled: the key, the account, the rate, the service. */
const POLL_STATUSES = new Set([401, 402, 403, 408, 429]);
const POLL_CODES = new Set<ProviderErrorCode>(['auth', 'noAccess', 'noCredit', 'rateLimited', 'unavailable']);

const NOTHING: PollResult = { items: [], errors: [] };

/** `getResponse`, for one task and for several. */
export function createPolls({ api, timeoutMs, longAnswerMs, accepted }: PollsOptions): Polls {
  const ask = async (
    taskUUIDs: readonly string[],
    call: Omit<RunwareCall, 'body' | 'timeoutMs'>,
  ): Promise<VendorAnswer> => {
    const json = taskUUIDs.map((taskUUID) => ({ taskType: 'getResponse', taskUUID }));
    const answer = await api.post({ body: { json }, timeoutMs, ...call }).catch(rethrowAs(() => accepted));
    const isTooManyAtOnce = taskUUIDs.length > 1 && isBadRequest(answer.status);
    if (isTooManyAtOnce && !answer.isReadable) return answer;
    const errors = answer.errors.filter((error) => !isAboutThePoll(error, answer.status));
    const saysNothing = answer.items.length === 0 && errors.length === 0;
    const isRefused = answer.errors.length > 0 || speaksOfPoll(answer.status);
    if (!answer.isReadable || (saysNothing && isRefused)) throw answerFailure(answer, accepted);
    return { ...answer, errors };
  };

  return {
    async one(taskUUID, signal) {
      const { items, errors } = await ask([taskUUID], { longAnswerMs, signal });
      const isOurs = (entry: { taskUUID?: string | undefined }) => (entry.taskUUID ?? taskUUID) === taskUUID;
      return { items: items.filter(isOurs), errors: errors.filter(isOurs) };
    },
    async several(taskUUIDs, signal) {
      const answer = await ask(taskUUIDs, { refusesAudio: true, signal }).catch((error: unknown) => {
        if (error instanceof AudioInAnswer) return undefined;
        throw error;
      });
      // The audio of many tasks in one answer: whatever it broke off at would take the others along.
      if (!answer) return new Map();
      const said = byTask(answer);
      // An error that names no task may belong to any of those that are not mentioned.
      const isClear = answer.status < 400 && answer.errors.every(({ taskUUID }) => taskUUID !== undefined);
      return new Map(
        taskUUIDs.flatMap((taskUUID) => {
          const found = said.get(taskUUID) ?? (isClear ? NOTHING : undefined);
          return found ? [[taskUUID, found]] : [];
        }),
      );
    },
  };
}

function byTask({ items, errors }: VendorAnswer): Map<string, PollResult> {
  const said = new Map<string, { items: VendorAnswer['items']; errors: VendorAnswer['errors'] }>();
  const of = (taskUUID: string) => {
    const entry = said.get(taskUUID) ?? { items: [], errors: [] };
    said.set(taskUUID, entry);
    return entry;
  };
  for (const item of items) if (item.taskUUID !== undefined) of(item.taskUUID).items.push(item);
  for (const error of errors) if (error.taskUUID !== undefined) of(error.taskUUID).errors.push(error);
  return said;
}

/** A task never fails because a poll was refused: what could mean either is taken to mean the poll. */
function isAboutThePoll(error: VendorError, status: number): boolean {
  const code = failureCodeOf(error);
  const isPollCode = code !== undefined && POLL_CODES.has(code);
  if (!speaksOfPoll(status)) return isPollCode && error.taskUUID === undefined;
  return isPollCode || code === undefined || error.taskUUID === undefined;
}

function isBadRequest(status: number): boolean {
  return status >= 400 && !speaksOfPoll(status);
}

function speaksOfPoll(status: number): boolean {
  return POLL_STATUSES.has(status) || status >= 500;
}
