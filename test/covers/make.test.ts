import { describe, expect, it } from 'vitest';
import { openWorkshop, type Workshop } from '../support/workshop.ts';

const COVER = 'runware/minimax:music@cover';

/** The ids that paid requests went out under, whether or not they arrived. */
const sentUnder = ({ runware }: Workshop) =>
  runware.requests.flatMap(({ taskTypes, taskUUIDs }) => (taskTypes.includes('audioInference') ? taskUUIDs : []));

describe('making a cover', () => {
  it('pays for nothing once its lease is over, though all is prepared', async () => {
    const stops: Promise<void>[] = [];
    const workshop: Workshop = await openWorkshop({
      onTargetCheck(freshness) {
        if (freshness === 'fresh') stops.push(workshop.jobs.stop());
      },
    });
    const { id } = await workshop.begin(COVER);
    await workshop.clock.runUntil(() => stops.length > 0);
    await Promise.all(stops);
    expect(workshop.runware.paidRequests()).toBe(0);
    expect(await workshop.jobs.get(id)).toMatchObject({ state: 'queued', task: null });
  });

  it('sends a request that never arrived once more, under the same id', async () => {
    const workshop = await openWorkshop();
    workshop.runware.faults.add({ taskType: 'audioInference', kind: 'reset', when: 'before', times: 1 });
    const { job } = await workshop.make(COVER);
    expect(job).toMatchObject({ state: 'delivering', task: { attempts: 2 } });
    expect(sentUnder(workshop)).toEqual([job.task?.ourId, job.task?.ourId]);
  });

  it('hands a task that is watched back at once when the bot stops', { timeout: 10_000 }, async () => {
    const workshop = await openWorkshop();
    const { id } = await workshop.begin(COVER);
    await workshop.clock.runUntil(async () => (await workshop.jobs.get(id))?.state === 'generating');
    await workshop.jobs.stop();
    expect(await workshop.jobs.get(id)).toMatchObject({ state: 'generating' });
  });
});
