import { beforeEach, describe, expect, it } from 'vitest';
import { createAges } from '../../../src/covers/make/ages.ts';
import { createManualClock, type ManualClock } from '../../support/manual-clock.ts';

const HOUR = 3_600_000;

let clock: ManualClock;

beforeEach(() => {
  clock = createManualClock();
});

describe('how long ago a step of a job began', () => {
  it.each([-HOUR, 0, HOUR])('is what has passed, whatever the clock is set to meanwhile (%i ms)', async (steppedMs) => {
    const ages = createAges({ clock });
    const startedAt = ages.begin('job');
    await clock.advance(20_000);
    clock.step(steppedMs);
    expect([ages.of('job', startedAt), ages.ofThisRun('job', startedAt)]).toEqual([20_000, 20_000]);
  });

  it('is told by the clock where an earlier run began it', async () => {
    const startedAt = createAges({ clock }).begin('job');
    await clock.advance(20_000);
    const ages = createAges({ clock });
    expect([ages.of('job', startedAt), ages.ofThisRun('job', startedAt)]).toEqual([20_000, undefined]);
  });

  it('is unknown where it lies ahead, since another clock wrote it', async () => {
    const startedAt = createAges({ clock }).begin('job');
    clock.step(-HOUR);
    expect(createAges({ clock }).of('job', startedAt)).toBeUndefined();
  });

  it('is that of the moment on the record, whatever was begun after it in vain', async () => {
    const ages = createAges({ clock });
    const before = ages.begin('job');
    await clock.advance(20_000);
    ages.begin('job');
    await clock.advance(5_000);
    clock.step(-HOUR);
    expect(ages.of('job', before)).toBe(25_000);
    ages.forget('job');
    expect(ages.ofThisRun('job', before)).toBeUndefined();
  });
});
