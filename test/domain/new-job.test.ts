import { describe, expect, it } from 'vitest';
import { jobSchema } from '../../src/domain/job.ts';
import { newTryOf, reservedMicros } from '../../src/domain/new-job.ts';
import { aDraft, buildJob, SOME_TIME } from '../support/build-job.ts';

const wanted = (takes: number) => ({ ...buildJob().wanted, takes });

describe('newJob', () => {
  it('makes a record that the store can read', () => {
    expect(jobSchema.parse(buildJob())).toEqual(buildJob());
  });

  it('goes by the id of its draft, so that the same draft again is the same job', () => {
    expect([buildJob().id, buildJob().id]).toEqual([aDraft().id, aDraft().id]);
  });
});

describe('reservedMicros', () => {
  it('reserves the highest price among the candidates for each take, whatever it turns out to be', () => {
    const prices = [100_000, 250_000, null];
    const candidates = prices.map((priceMicros, index) => ({ provider: 'runware', model: `${index}`, priceMicros }));
    expect(reservedMicros(buildJob({ candidates, wanted: wanted(2) }))).toBe(500_000);
  });
});

describe('newTryOf', () => {
  it('is a fresh job under an id that follows from the failed one', () => {
    const failed = buildJob({ state: 'failed', settled: 'refunded', version: 7 });
    const next = newTryOf(failed, { candidates: failed.candidates, progress: null, now: SOME_TIME + 1 });
    expect(next).toMatchObject({ id: `${failed.id}-2`, version: 0, state: 'queued', settled: 'reserved', task: null });
    expect(newTryOf({ ...next, state: 'failed' }, { candidates: [], progress: null, now: SOME_TIME }).id).toBe(
      `${failed.id}-3`,
    );
  });
});
