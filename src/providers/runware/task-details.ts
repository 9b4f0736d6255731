import { ProviderError } from '../../errors.ts';
import type { ProviderTake, TaskStatus } from '../port.ts';
import type { VendorError, VendorItem } from './answer.ts';
import type { RunwareApi } from './api.ts';
import { failureCodeOf } from './failure-codes.ts';
import { answerFailure, rethrowAs } from './failures.ts';
import { PROVIDER } from './models.ts';
import { type PollResult, takesOf, taskStatus } from './task-status.ts';

export interface TaskDetails {
  /** How many takes a task was ordered with; undefined when that cannot be learnt. */
  orderedTakes(taskUUID: string, signal: AbortSignal): Promise<number | undefined>;
  /**
   * Where a task stands by Runware's archive, which may know it when polls do not any more. `notFound` where that says that there
   * is none, undefined where it is silent. Of a task that may still be running, `takes` says how many results make it whole; else
   * what is there is all. Throws when nothing could be learnt.
   */
  statusOf(taskUUID: string, signal: AbortSignal, takes?: number): Promise<TaskStatus | undefined>;
  /** The results as Runware's archive has them. */
  results(taskUUID: string, signal: AbortSignal): Promise<ProviderTake[]>;
}

export interface TaskDetailsOptions {
  api: RunwareApi;
  timeoutMs: number;
  /** For an answer that holds audio. */
  longAnswerMs: number;
  /** What is known of the tasks, for the error when asking failed. */
  accepted: 'yes' | 'unknown';
}

/** The archive has all that there will ever be. How long its links live is not known. */
const ANYTHING = { takes: undefined, expiresAt: null };

/** `getTaskDetails`: the request and the results of a task, also of an old one. */
export function createTaskDetails({ api, timeoutMs, longAnswerMs, accepted }: TaskDetailsOptions): TaskDetails {
  const post = async (taskUUID: string, signal: AbortSignal) => {
    const json = [{ taskType: 'getTaskDetails', taskUUID }];
    const call = { body: { json }, timeoutMs, longAnswerMs, signal };
    const answer = await api.post(call).catch(rethrowAs(() => accepted));
    return { answer, details: answer.items.find((item) => (item.taskUUID ?? taskUUID) === taskUUID) };
  };

  const ask = async (taskUUID: string, signal: AbortSignal): Promise<VendorItem> => {
    const { answer, details } = await post(taskUUID, signal);
    if (!details) throw answerFailure(answer, accepted);
    return details;
  };

  return {
    async statusOf(taskUUID, signal, takes) {
      const { answer, details } = await post(taskUUID, signal);
      if (details && !details.error && isRecord(details))
        return taskStatus(ofItsEnd(details.answered), { ...ANYTHING, takes });
      const errors = [...answer.errors, ...(details?.error ? [details.error] : [])];
      const saysThereIsNone = errors.length > 0 && errors.every((error) => failureCodeOf(error) === 'notFound');
      if (saysThereIsNone && answer.status < 500) return taskStatus({ items: [], errors }, ANYTHING);
      const isSilent = answer.isReadable && answer.items.every((item) => !isRecord(item)) && errors.length === 0;
      if (isSilent && answer.status < 300) return undefined;
      throw answerFailure({ ...answer, errors }, accepted);
    },
    async orderedTakes(taskUUID, signal) {
      try {
        const { request } = await ask(taskUUID, signal);
        return request?.find(({ taskType }) => taskType === 'audioInference')?.numberResults;
      } catch (error) {
        if (error instanceof ProviderError) return undefined;
        throw error;
      }
    },
    async results(taskUUID, signal) {
      const { answered } = await ask(taskUUID, signal);
      const takes = takesOf(answered.items, null);
      if (takes.length > 0) return takes;
      throw new ProviderError('the results are not there any more', {
        provider: PROVIDER,
        code: 'notFound',
        accepted: 'yes',
      });
    },
  };
}

/** What the archive has holds the request or its answer; anything else may be said of a task that never was. */
function isRecord({ request, answered }: VendorItem): boolean {
  return (request?.length ?? 0) + answered.items.length + answered.errors.length > 0;
}

/**
 * The archive may hold the answer to a later request with the same id: that the task was known already, or that a poll did not
 * find it. Neither says how it ended.
 */
function ofItsEnd({ items, errors }: PollResult): PollResult {
  const isOfItsEnd = (error: VendorError) => !['duplicate', 'notFound'].includes(failureCodeOf(error) ?? '');
  return { items: items.filter(({ error }) => !error || isOfItsEnd(error)), errors: errors.filter(isOfItsEnd) };
}
