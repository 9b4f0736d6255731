import { expect, it } from 'vitest';
import { withProviderPaused } from '../../../src/domain/policy/operator-choices.ts';
import { SOUND } from '../../../src/domain/turns/breaker-state.ts';
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

it('a job whose paid request was held back by us goes back into the line as it was, and nothing is thought of its provider', async () => {
  let held = 0;
  const workshop = await createMakeHarness({
    change: (provider) => ({
      ...provider,
      submit: (task, signal) =>
        provider.submit(task, signal, () => {
          held += 1;
          return held > 3;
        }),
    }),
  });
  const { clock, jobs, runware } = workshop;
  const ids = await Promise.all([1, 2, 3].map(async () => (await workshop.begin('runware/minimax:music@cover')).id));
  await clock.runUntil(() => held >= 3);

  const isMade = async (id: string) => (await jobs.get(id))?.state === 'delivering';
  await clock.runUntil(async () => (await Promise.all(ids.map(isMade))).every(Boolean), { stepMs: 1_000 });
  expect(runware.paidRequests()).toBe(3);
  expect((await Promise.all(ids.map((id) => jobs.get(id)))).map((job) => job?.tried)).toEqual([[], [], []]);
  expect((await jobs.breakers.all()).get('runware') ?? SOUND).toEqual(SOUND);
});
