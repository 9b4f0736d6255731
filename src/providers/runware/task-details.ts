import { ProviderError } from '../../errors.ts';
import type { ProviderTake } from '../port.ts';
import { readItems, type VendorItem } from './answer.ts';
import type { RunwareApi } from './api.ts';
import { answerFailure, rethrowAs } from './failures.ts';
import { PROVIDER } from './names.ts';
import { takesOf } from './task-status.ts';

export interface TaskDetails {
  /** How many takes a task was ordered with; undefined when that cannot be learnt. */
  orderedTakes(taskUUID: string, signal: AbortSignal): Promise<number | undefined>;
  /** Links to the results as Runware's archive has them. How long they live is not known. */
  links(taskUUID: string, signal: AbortSignal): Promise<ProviderTake[]>;
}

export interface TaskDetailsOptions {
  api: RunwareApi;
  timeoutMs: number;
}

/** `getTaskDetails`: the request and the results of a task, also of an old one. */
export function createTaskDetails({ api, timeoutMs }: TaskDetailsOptions): TaskDetails {
  const ask = async (taskUUID: string, signal: AbortSignal): Promise<VendorItem> => {
    const json = [{ taskType: 'getTaskDetails', taskUUID }];
    const answer = await api.post({ body: { json }, timeoutMs, signal }).catch(rethrowAs(() => 'yes'));
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
    async links(taskUUID, signal) {
      const { response } = await ask(taskUUID, signal);
      const takes = takesOf(readItems(response?.data ?? []), null);
      if (takes.length > 0) return takes;
      throw new ProviderError('no links to the results any more', {
        provider: PROVIDER,
        code: 'notFound',
        accepted: 'yes',
      });
    },
  };
}
