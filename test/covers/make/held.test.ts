import { expect, it } from 'vitest';
import { withProviderPaused } from '../../../src/domain/policy/operator-choices.ts';
import { createMakeHarness, type Workshop } from '../../support/make-harness.ts';

it('a job is not sent where its provider is paused after its turn was given, and goes on when that is over', async () => {
  let prepared = 0;
  const workshop: Workshop = await createMakeHarness({
    change: (provider) => ({
      ...provider,
      async prepare(order, signal) {
        const task = await provider.prepare(order, signal);
        prepared += 1;
        if (prepared === 1) await workshop.operatorChoices.change((now) => withProviderPaused(now, 'runware', true));
        return task;
      },
    }),
  });
  const { clock, jobs, runware, operatorChoices } = workshop;
  const { id } = await workshop.begin('runware/minimax:music@cover');
  await clock.runUntil(() => prepared > 0);
  const pausedUntil = clock.now() + 600_000;
  await clock.runUntil(() => clock.now() >= pausedUntil, { stepMs: 10_000 });
  expect(runware.paidRequests()).toBe(0);
  expect(await jobs.get(id)).toMatchObject({ state: 'queued', settled: 'reserved' });

  await operatorChoices.change((now) => withProviderPaused(now, 'runware', false));

  await clock.runUntil(async () => (await jobs.get(id))?.state === 'delivering', { stepMs: 1_000 });
  expect(runware.paidRequests()).toBe(1);
});
