import type { Clock } from '../../clock.ts';
import type { Ledger } from '../../jobs/ledger.ts';
import type { Logger } from '../../logger.ts';

const DAY_MS = 24 * 3_600_000;

export interface BooksDeps {
  jobs: Pick<Ledger, 'tidyCharges' | 'imbalances'>;
  clock: Pick<Clock, 'monotonic'>;
  log: Logger;
}

/** Once a day: lets go of charges that count nowhere any more, and compares the sums of quotas with what they are made of. */
export function createBooks({ jobs, clock, log }: BooksDeps): { tidy(): Promise<void> } {
  /** By the monotonic clock. */
  let comparedAt: number | undefined;
  return {
    async tidy() {
      if (comparedAt !== undefined && clock.monotonic() - comparedAt < DAY_MS) return;
      await jobs.tidyCharges();
      for (const { scope, windowKey, counted, charged } of await jobs.imbalances())
        log.error({ scope, windowKey, counted, charged }, 'what was used of a quota is not the sum of its charges');
      comparedAt = clock.monotonic();
    },
  };
}
