import type { Clock } from '../../clock.ts';
import { UserError } from '../../errors.ts';

/** For all that comes before the first answer, of the three seconds until that must have arrived. */
const LOADING_MS = 1_000;

/** The result of what comes before the first answer. Throws a `UserError` when it takes too long; it then goes on unheard. */
export async function withTimeout<Result>(clock: Clock, work: () => Promise<Result>): Promise<Result> {
  const finished = new AbortController();
  const result = work();
  const slow = clock.sleep(LOADING_MS, finished.signal).then(
    () => Promise.reject(new UserError({ key: 'busy.slow', params: {} })),
    () => result,
  );
  try {
    return await Promise.race([result, slow]);
  } finally {
    // The loser of the race may still fail; nobody waits for it any more.
    result.catch(() => undefined);
    slow.catch(() => undefined);
    finished.abort();
  }
}
