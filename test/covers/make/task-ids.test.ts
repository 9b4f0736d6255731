import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { chargesOf, limitsFor } from '../../../src/domain/money/charges.ts';
import { taskIdOf } from '../../../src/domain/task-id.ts';
import { ProviderError } from '../../../src/errors.ts';
import { aReference, buildJob, NO_LIMITS } from '../../support/build-job.ts';
import { createMakeHarness, type Workshop } from '../../support/make-harness.ts';

const COVER = 'runware/minimax:music@cover';

/** The ids that paid requests went out under, whether or not they arrived. */
const sentUnder = ({ runware }: Workshop) =>
  runware.requests.flatMap(({ taskTypes, taskUUIDs }) => (taskTypes.includes('audioInference') ? taskUUIDs : []));

describe('the ids of paid requests', () => {
  it('gives each attempt an id of its own, which follows from the job and its number', async () => {
    const workshop = await createMakeHarness();
    workshop.runware.faults.add({ taskType: 'audioInference', kind: '429', when: 'before', times: 2 });
    const { job } = await workshop.make(COVER);
    expect(job).toMatchObject({ state: 'delivering', attempt: 3 });
    expect(sentUnder(workshop)).toEqual([1, 2, 3].map((attempt) => taskIdOf(job.id, attempt)));
  });

  it('count on after one that never arrived, though that was sent twice', async () => {
    const workshop = await createMakeHarness();
    workshop.runware.faults.add({ taskType: 'audioInference', kind: 'reset', when: 'before', times: 2 });
    const { job } = await workshop.make(COVER);
    expect(job).toMatchObject({ state: 'delivering', attempt: 2, task: { attempts: 1 } });
    expect(sentUnder(workshop)).toEqual([1, 1, 2].map((attempt) => taskIdOf(job.id, attempt)));
  });

  it('do not count what was given up before it was sent', async () => {
    let refusals = 0;
    const workshop = await createMakeHarness({
      change: (provider) => ({
        ...provider,
        async prepare(order, signal) {
          refusals += 1;
          if (refusals > 2) return provider.prepare(order, signal);
          const details = { provider: provider.name, code: 'unavailable', accepted: 'no' } as const;
          throw new ProviderError('the song could not be uploaded', details);
        },
      }),
    });
    const { job } = await workshop.make(COVER);
    expect(job).toMatchObject({ state: 'delivering', attempt: 1, tried: [{}, {}] });
    expect(sentUnder(workshop)).toEqual([taskIdOf(job.id, 1)]);
  });

  it('stay what they are on records of before they followed from the job', async () => {
    const workshop = await createMakeHarness();
    const { jobs, clock } = workshop;
    const ourId = randomUUID();
    const [candidate] = buildJob().candidates;
    if (!candidate) throw new Error('a job has candidates');
    const job = buildJob({
      id: '1000000000000000900',
      candidates: [{ ...candidate, provider: 'runware', model: 'minimax:music@cover' }],
      reference: aReference({ link: { url: workshop.songUrl, expiresAt: clock.now() + 86_400_000 } }),
      acceptedAt: clock.now(),
      notBefore: clock.now() + 3_600_000,
    });
    await jobs.accept(job, chargesOf(job, limitsFor(NO_LIMITS, '')));
    const sending = { ourId, submittedAt: clock.now(), attempts: 1, ref: null, acceptedAt: null };
    await jobs.change(job.id, 0, {
      to: 'submitting',
      set: { task: { ...candidate, provider: 'runware', model: 'minimax:music@cover', ...sending } },
    });
    await clock.runUntil(async () => (await jobs.get(job.id))?.state === 'delivering');
    expect(sentUnder(workshop)).toEqual([ourId]);
    expect(await jobs.get(job.id)).toMatchObject({ attempt: 0, task: { ourId, attempts: 2 } });
  });
});
