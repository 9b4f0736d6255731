import type { Clock } from '../../clock.ts';
import { UserError } from '../../errors.ts';

/** For all that comes before the first answer, of the three seconds until that must have arrived. */
const LOADING_MS = 1_000;

/** The result of what comes before the first answer. Throws a `UserError` when it takes too long; it then goes on unheard. */
export async function withTimeout<Result>(clock: Clock, work: () => Promise<Result>): Promise<Result> {
  const slow = Promise.withResolvers<never>();
  const giveUp = () => slow.reject(new UserError({ key: 'busy.slow', params: {} }));
  const late = clock.deadline(LOADING_MS);
  late.addEventListener('abort', giveUp);
  try {
    return await Promise.race([work(), slow.promise]);
  } finally {
    late.removeEventListener('abort', giveUp);
  }
}
