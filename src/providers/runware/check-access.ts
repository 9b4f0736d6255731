import type { Provider } from '../port.ts';
import { accessOfFailure } from '../shared/access-of.ts';
import type { VendorAnswer } from './answer.ts';
import type { RunwareApi } from './api.ts';
import { answerFailure, rethrowAs } from './failures.ts';

export interface CheckAccessOptions {
  api: RunwareApi;
  timeoutMs: number;
  newId(): string;
}

/** A ping tells whether the key is good. What is left of the money is asked apart: not every key may ask for it. */
export function createCheckAccess({ api, timeoutMs, newId }: CheckAccessOptions): Provider['checkAccess'] {
  const ask = async (task: object, signal: AbortSignal): Promise<VendorAnswer> => {
    const answer = await api.post({ body: { json: [task] }, timeoutMs, signal }).catch(rethrowAs(() => 'no'));
    if (answer.status >= 300 || answer.errors.length > 0 || !answer.isReadable) throw answerFailure(answer, 'no');
    return answer;
  };

  return async function checkAccess(signal) {
    signal.throwIfAborted();
    try {
      await ask({ taskType: 'ping', ping: true }, signal);
    } catch (error) {
      return accessOfFailure(error);
    }
    const task = { taskType: 'accountManagement', taskUUID: newId(), operation: 'getDetails' };
    const account = await ask(task, signal).catch((error: unknown) => {
      accessOfFailure(error);
      return undefined;
    });
    const balance = account?.items[0]?.balance;
    return balance !== undefined && balance <= 0 ? 'no credit' : 'ok';
  };
}
