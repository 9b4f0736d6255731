import type { Clock } from '../../clock.ts';
import { ProviderError } from '../../errors.ts';
import type { Provider, TaskStatus } from '../port.ts';
import { createMissingTasks } from '../shared/missing-tasks.ts';
import { rethrowAs } from '../shared/transport-failure.ts';
import type { AimlapiApi } from './api.ts';
import { answerFailure } from './failures.ts';
import { PROVIDER } from './models.ts';
import { taskStatus } from './task-status.ts';

export interface PollOptions {
  api: AimlapiApi;
  timeoutMs: number;
}

/** How many polls are under way at once: each is about one generation. */
const AT_ONCE = 5;

/** Looks at one generation; `missing` when AI/ML API knows none of that id. Throws when the poll itself failed. */
export async function pollTask(
  { api, timeoutMs }: PollOptions,
  ref: string,
  signal: AbortSignal,
): Promise<TaskStatus | 'missing'> {
  const answer = await api.poll(ref, { timeoutMs, signal }).catch(rethrowAs(PROVIDER, () => 'yes'));
  if (answer.status === 404) return 'missing';
  const saysSomething = answer.body && (answer.body.status !== undefined || answer.body.error || answer.body.url);
  if (answer.status >= 300 || !saysSomething) throw answerFailure(answer, 'yes');
  return taskStatus(answer);
}

export function createCheck(options: PollOptions & { clock: Clock }): Provider['check'] {
  const missing = createMissingTasks(options.clock);

  const whenMissing = (ref: string): TaskStatus =>
    missing.isConfirmedMissing(ref) ? { state: 'failed', error: unknownGeneration() } : { state: 'running' };

  return async function check(refs, signal) {
    const statuses = new Map<string, TaskStatus>();
    const failures: ProviderError[] = [];
    const look = async (ref: string) => {
      try {
        const status = await pollTask(options, ref, signal);
        if (status !== 'missing') missing.found(ref);
        statuses.set(ref, status === 'missing' ? whenMissing(ref) : status);
        return true;
      } catch (error) {
        if (!(error instanceof ProviderError)) throw error;
        failures.push(error);
        return false;
      }
    };

    for (let start = 0; start < refs.length; start += AT_ONCE) {
      const learnt = await Promise.all(refs.slice(start, start + AT_ONCE).map(look));
      // One that cannot be polled must not hold up the others; where none can, there is no use in going on.
      const isOver = !learnt.includes(true) || failures.some(({ code }) => code === 'rateLimited');
      if (isOver) break;
    }
    const [failure] = failures;
    if (statuses.size === 0 && failure) throw failure;
    return new Map(refs.map((ref) => [ref, statuses.get(ref) ?? { state: 'running' }]));
  };
}

export function unknownGeneration(): ProviderError {
  return new ProviderError('the generation is not known any more', {
    provider: PROVIDER,
    code: 'notFound',
    accepted: 'yes',
    vendorCode: '404',
  });
}
