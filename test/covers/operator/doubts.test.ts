import { describe, expect, it } from 'vitest';
import { createPresumed } from '../../../src/covers/make/presumed.ts';
import { createDoubts } from '../../../src/covers/operator/doubts.ts';
import type { Job } from '../../../src/domain/job.ts';
import { guildScope } from '../../../src/domain/money/charges.ts';
import { monthOf } from '../../../src/domain/money/quota.ts';
import { createSqlJobs } from '../../../src/jobs/sql/jobs.ts';
import { createLogger } from '../../../src/logger.ts';
import { aCharge, candidateOf, newcomer, steps } from '../../contracts/jobs/job-parts.ts';
import { useDatabase } from '../../store/use-database.ts';
import { createManualClock } from '../../support/manual-clock.ts';

const NOW = Date.UTC(2026, 10, 20);

/** A job whose paid request may have arrived, with what its server has used of the month. */
async function openDoubt() {
  const clock = createManualClock(NOW);
  const log = createLogger({ level: 'silent' });
  const jobs = createSqlJobs({ database: (await useDatabase()).open(), clock, log });
  const begun: Job[] = [];
  const doubts = createDoubts({
    jobs,
    presumed: createPresumed({ jobs }),
    requests: {
      async newTry(job) {
        begun.push(job);
        return { job, isNew: true };
      },
    },
    allowance: { checkOpen: () => undefined },
    log,
  });
  const accepted = newcomer(1, { candidates: [candidateOf('minimax')], acceptedAt: NOW });
  await jobs.accept(accepted, [aCharge(), aCharge({ scope: { name: 'operator', id: 'all' } })]);
  await jobs.change(accepted.id, 0, steps.submitting(candidateOf('minimax')));
  const unknown = await jobs.change(accepted.id, 1, { to: 'unknown' });
  if (!unknown) throw new Error('nobody else moves it');
  return { jobs, doubts, begun, unknown, used: () => jobs.usage(guildScope('guild-1'), monthOf(NOW).key) };
}

describe('a request that may have arrived', () => {
  it('is in doubt until it is settled, as spent with its money and without its takes', async () => {
    const { doubts, unknown, used } = await openDoubt();
    expect((await doubts.list()).map(({ id }) => id)).toEqual([unknown.id]);

    expect(await doubts.settle(unknown.id, unknown.version, 'spent')).toMatchObject({
      state: 'failed',
      settled: 'committed',
    });

    expect(await used()).toEqual({ count: 0, micros: 100_000 });
    expect(await doubts.list()).toEqual([]);
  });

  it('is settled as free with all of its charges back', async () => {
    const { doubts, unknown, used } = await openDoubt();
    await doubts.settle(unknown.id, unknown.version, 'free');

    expect(await used()).toEqual({ count: 0, micros: 0 });
  });

  it('is left alone by whoever has seen another version of it', async () => {
    const { doubts, unknown, begun, used } = await openDoubt();

    expect(await doubts.settle(unknown.id, unknown.version - 1, 'free')).toBeUndefined();
    expect(await doubts.retry(unknown.id, unknown.version + 1)).toEqual({ kind: 'changed' });

    expect(begun).toEqual([]);
    expect(await used()).toEqual({ count: 1, micros: 100_000 });
  });

  it('is made anew once by any number who ask at the same time', async () => {
    const { doubts, unknown, begun } = await openDoubt();
    const asked = [1, 2, 3].map(() => doubts.retry(unknown.id, unknown.version));

    const kinds = (await Promise.all(asked)).map(({ kind }) => kind);

    expect(kinds.toSorted()).toEqual(['begun', 'changed', 'changed']);
    expect(begun).toHaveLength(1);
  });

  it('is settled a last time after its money was presumed spent', async () => {
    const { jobs, doubts, unknown, used } = await openDoubt();
    const failed = await jobs.change(unknown.id, unknown.version, {
      to: 'failed',
      settle: { kind: 'presume', micros: 100_000 },
    });
    expect((await doubts.list()).map(({ id }) => id)).toEqual([unknown.id]);

    await doubts.settle(unknown.id, failed?.version ?? 0, 'free');

    expect(await used()).toEqual({ count: 0, micros: 0 });
    expect(await doubts.list()).toEqual([]);
  });
});
