import { describe, expect, it } from 'vitest';
import { createDurationStats, estimateOf } from '../../src/covers/duration-stats.ts';
import { createLogger } from '../../src/logger.ts';
import { models } from '../../src/providers/catalog.ts';

const log = createLogger({ level: 'silent' });
const [row] = models;
const model = { provider: row?.provider ?? '', model: row?.id ?? '' };

const openTimes = (kept: readonly number[] = []) => {
  const saved: (readonly number[])[] = [];
  const latest = {
    of: async ({ provider }: { provider: string }) => (provider === model.provider ? [...kept] : []),
    save: async (_: unknown, durations: readonly number[]) => void saved.push(durations),
  };
  return createDurationStats({ models: models.slice(0, 1), latest, log }).then((times) => ({ times, saved }));
};

describe('how long covers take', () => {
  it('is a guess from the catalog before there were any', async () => {
    const { times } = await openTimes();
    const medianMs = (row?.typicalSeconds ?? 0) * 1_000;
    expect(times.usual(model)).toEqual({ medianMs, ninetiethMs: 2 * medianMs, samples: 0 });
  });

  it('is told by the latest covers, those of the last run included', async () => {
    const { times, saved } = await openTimes([100, 300]);
    times.record(model, 200);
    expect(times.usual(model)).toEqual({ medianMs: 200, ninetiethMs: 300, samples: 3 });
    expect(saved).toEqual([[100, 300, 200]]);
  });

  it('forgets all but the latest twenty', async () => {
    const { times } = await openTimes(Array.from({ length: 20 }, () => 1_000));
    for (let cover = 0; cover < 20; cover += 1) times.record(model, 10);
    expect(times.usual(model)).toEqual({ medianMs: 10, ninetiethMs: 10, samples: 20 });
  });

  it('says within what half, and nine in ten, were done', () => {
    expect(estimateOf([10, 9, 8, 7, 6, 5, 4, 3, 2, 1])).toEqual({ medianMs: 5, ninetiethMs: 9, samples: 10 });
    expect(estimateOf([7])).toEqual({ medianMs: 7, ninetiethMs: 7, samples: 1 });
  });
});
