import { describe, expect, it } from 'vitest';
import { type Job, UNKNOWN_DEADLINE_MS } from '../../../src/domain/job.ts';
import { withProviderPaused } from '../../../src/domain/policy/operator-choices.ts';
import { taskIdOf } from '../../../src/domain/task-id.ts';
import { SOUND } from '../../../src/domain/turns/breaker-state.ts';
import { ProviderError } from '../../../src/errors.ts';
import type { Provider } from '../../../src/providers/port.ts';
import { createMakeHarness, type Workshop } from '../../support/make-harness.ts';

type Send = (mayLeave: () => boolean) => ReturnType<Provider['submit']>;

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

it('a request that never arrived is not sent again while its provider is paused', async () => {
  const { clock, jobs, runware, operatorChoices, begin } = await createMakeHarness();
  const pause = (isPaused: boolean) => operatorChoices.change((now) => withProviderPaused(now, 'runware', isPaused));
  const onHit = () => void pause(true);
  const lost = runware.faults.add({ taskType: 'audioInference', kind: 'reset', when: 'before', times: 1, onHit });
  const { id } = await begin('runware/minimax:music@cover');
  await clock.runUntil(() => lost.hits > 0);
  const pausedUntil = clock.now() + 600_000;
  await clock.runUntil(() => clock.now() >= pausedUntil, { stepMs: 10_000 });
  expect(runware.paidRequests()).toBe(0);
  expect(await jobs.get(id)).toMatchObject({ state: 'queued', settled: 'reserved', tried: [] });

  await pause(false);

  await clock.runUntil(async () => (await jobs.get(id))?.state === 'delivering', { stepMs: 1_000 });
  expect(runware.paidRequests()).toBe(1);
  // Should the first one come after all, its provider knows it again.
  expect((await jobs.get(id))?.task?.ourId).toBe(taskIdOf(id, 1));
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

describe.each([
  { what: 'we held back', tried: [], send: (send: Send) => send(() => false) },
  {
    what: 'its provider refused',
    tried: [{ reason: 'unavailable' }],
    async send(): Promise<never> {
      throw new ProviderError('come back later', { provider: 'minimax', code: 'unavailable', accepted: 'no' });
    },
  },
])('a request that $what, of which another process has said by then that it may have arrived,', ({ tried, send }) => {
  /** Others have it before it is known what became of it. */
  const takenOver = async (meanwhile: (job: Job, workshop: Workshop) => Promise<unknown>): Promise<Workshop> => {
    let sent = 0;
    const workshop: Workshop = await createMakeHarness({
      change: (provider) => ({
        ...provider,
        async submit(task, signal, mayLeave) {
          sent += 1;
          if (sent > 1) return provider.submit(task, signal, mayLeave);
          const [job] = await workshop.jobs.unfinished();
          if (job) await meanwhile(job, workshop);
          return send((mayLeaveNow) => provider.submit(task, signal, mayLeaveNow));
        },
      }),
    });
    return workshop;
  };
  const takenForUnknown = ({ id, version }: Job, { jobs, clock }: Workshop) => {
    const alarms = [{ kind: 'unknownDeadline', at: clock.now() + UNKNOWN_DEADLINE_MS } as const];
    return jobs.change(id, version, { to: 'unknown', alarms });
  };

  it('goes back into the line, and the deadline of the first is none of the next', async () => {
    const workshop = await takenOver(takenForUnknown);
    const { job, used } = await workshop.make('minimax/music-cover', 10_000);

    expect(job.timeline.map(({ state }) => state)).toEqual([
      'queued',
      'submitting',
      'unknown',
      'queued',
      'submitting',
      'delivering',
    ]);
    expect(job.tried).toMatchObject(tried);
    expect(used).toEqual({ count: 1, micros: 150_000 });
    expect(workshop.minimax.paidRequests()).toBe(1);
    expect(await workshop.jobs.alarms.look(['unknownDeadline'], 0)).toMatchObject({ nextInMs: undefined });
  });

  it('gives back what was presumed spent, where it was given up on', async () => {
    const workshop = await takenOver((job, { jobs }) =>
      jobs.change(job.id, job.version, { to: 'failed', settle: { kind: 'presume', micros: 150_000 } }),
    );
    const { job } = await workshop.make('minimax/music-cover', 10_000);
    await workshop.clock.runUntil(async () => (await workshop.jobs.get(job.id))?.settled === 'refunded');

    expect(await workshop.jobs.get(job.id)).toMatchObject({ state: 'failed', spentMicros: 0 });
    expect(await workshop.jobs.presumed()).toEqual([]);
    expect(workshop.minimax.paidRequests()).toBe(0);
  });
});
