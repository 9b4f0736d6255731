import { ProviderError } from '../../errors.ts';
import type { ProviderTake } from '../port.ts';
import type { VendorItem } from './answer.ts';
import type { RunwareApi } from './api.ts';
import { answerFailure, rethrowAs } from './failures.ts';
import { PROVIDER } from './names.ts';
import { takesOf } from './task-status.ts';

export interface TaskDetails {
  /** How many takes a task was ordered with; undefined when that cannot be learnt. */
  orderedTakes(taskUUID: string, signal: AbortSignal): Promise<number | undefined>;
  /** The results as Runware's archive has them. How long links live is not known. */
  results(taskUUID: string, signal: AbortSignal): Promise<ProviderTake[]>;
}

export interface TaskDetailsOptions {
  api: RunwareApi;
  timeoutMs: number;
  /** For an answer that holds audio. */
  longAnswerMs: number;
}

/** `getTaskDetails`: the request and the results of a task, also of an old one. */
export function createTaskDetails({ api, timeoutMs, longAnswerMs }: TaskDetailsOptions): TaskDetails {
  const ask = async (taskUUID: string, signal: AbortSignal): Promise<VendorItem> => {
    const json = [{ taskType: 'getTaskDetails', taskUUID }];
    const call = { body: { json }, timeoutMs, longAnswerMs, signal };
    const answer = await api.post(call).catch(rethrowAs(() => 'yes'));
    const details = answer.items.find((item) => item.taskUUID === taskUUID);
    if (!details) throw answerFailure(answer, 'yes');
    return details;
  };

  return {
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
      const { results } = await ask(taskUUID, signal);
      const takes = takesOf(results, null);
      if (takes.length > 0) return takes;
      throw new ProviderError('the results are not there any more', {
        provider: PROVIDER,
        code: 'notFound',
        accepted: 'yes',
      });
    },
  };
}
