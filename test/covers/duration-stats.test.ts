import { describe, expect, it } from 'vitest';
import { createDurationStats, estimateOf } from '../../src/covers/duration-stats.ts';
import { createLogger } from '../../src/logger.ts';
import { models } from '../../src/providers/catalog.ts';
import { createLatestTimes } from '../../src/store/duration-samples.ts';
import { useDatabase } from '../store/use-database.ts';

const log = createLogger({ level: 'silent' });
const [row] = models;
const model = { provider: row?.provider ?? '', model: row?.id ?? '' };

/** The times of earlier covers, and what the next run would find. */
async function openTimes(kept: readonly number[] = []) {
  const database = (await useDatabase()).open();
  const latest = createLatestTimes({ database });
  for (const durationMs of kept) await latest.add(model, durationMs);
  const times = await createDurationStats({ models: models.slice(0, 1), latest, log });
  return { times, latest, usual: () => times.usual(model) };
}

describe('how long covers take', () => {
  it('is a guess from the catalog before there were any', async () => {
    const { usual } = await openTimes();
    const medianMs = (row?.typicalSeconds ?? 0) * 1_000;
    expect(usual()).toEqual({ medianMs, ninetiethMs: 2 * medianMs, samples: 0 });
  });

  it('is told by the latest covers, those of the last run included', async () => {
    const { times, usual, latest } = await openTimes([100, 300]);
    times.record(model, 200);
    await expect.poll(usual).toEqual({ medianMs: 200, ninetiethMs: 300, samples: 3 });
    await expect(latest.of(model)).resolves.toEqual([100, 300, 200]);
  });

  it('counts what another run on the same storage has seen meanwhile', async () => {
    const { times, usual, latest } = await openTimes([100]);
    const [other] = await Promise.all([latest.add(model, 300), times.record(model, 200)]);
    expect(other).toEqual([100, 300]);
    await expect.poll(usual).toEqual({ medianMs: 200, ninetiethMs: 300, samples: 3 });
  });

  it('is told by what another process has seen alone, once this one has looked', async () => {
    const { times, usual, latest } = await openTimes();
    await latest.add(model, 300);
    expect(usual().samples).toBe(0);
    await times.refresh();
    expect(usual()).toEqual({ medianMs: 300, ninetiethMs: 300, samples: 1 });
  });

  it('forgets all but the latest twenty', async () => {
    const { times, usual } = await openTimes(Array.from({ length: 20 }, () => 1_000));
    for (let cover = 0; cover < 20; cover += 1) times.record(model, 10);
    await expect.poll(usual).toEqual({ medianMs: 10, ninetiethMs: 10, samples: 20 });
  });

  it('says within what half, and nine in ten, were done', () => {
    expect(estimateOf([10, 9, 8, 7, 6, 5, 4, 3, 2, 1])).toEqual({ medianMs: 5, ninetiethMs: 9, samples: 10 });
    expect(estimateOf([7])).toEqual({ medianMs: 7, ninetiethMs: 7, samples: 1 });
  });
});
