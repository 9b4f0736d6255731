import { describe, expect, it } from 'vitest';
import { jobSchema } from '../../src/domain/job.ts';
import { chargesOf, newTryOf, reservedMicros } from '../../src/domain/new-job.ts';
import { settlementOfTakes } from '../../src/domain/settle-takes.ts';
import { aTake } from '../support/a-cover.ts';
import { aJob, SOME_TIME } from '../support/a-job.ts';

const wanted = (takes: number) => ({ ...aJob().wanted, takes });

describe('newJob', () => {
  it('makes a record that the store can read', () => {
    expect(jobSchema.parse(aJob())).toEqual(aJob());
  });
});

describe('chargesOf', () => {
  it('reserves every take at its price from the server and from the member', () => {
    const charges = chargesOf(aJob({ wanted: wanted(3) }), { guildMonth: { count: 9 }, memberDay: { count: 4 } });
    expect(charges).toEqual([
      {
        scope: { name: 'guild', id: '2000000000000000001' },
        window: { key: '2026-11', endsAt: Date.UTC(2026, 11, 1) },
        count: 3,
        micros: 450_000,
        limit: { count: 9 },
      },
      {
        scope: { name: 'member', id: '2000000000000000001:4000000000000000001' },
        window: { key: '2026-11-20', endsAt: Date.UTC(2026, 10, 21) },
        count: 3,
        micros: 450_000,
        limit: { count: 4 },
      },
    ]);
  });
});

describe('reservedMicros', () => {
  it('reserves the highest price among the candidates for each take, whatever it turns out to be', () => {
    const prices = [100_000, 250_000, null];
    const candidates = prices.map((priceMicros, index) => ({ provider: 'runware', model: `${index}`, priceMicros }));
    expect(reservedMicros(aJob({ candidates, wanted: wanted(2) }))).toBe(500_000);
  });
});

describe('newTryOf', () => {
  it('is a fresh job under an id that follows from the failed one', () => {
    const failed = aJob({ state: 'failed', settled: 'refunded', version: 7 });
    const next = newTryOf(failed, { candidates: failed.candidates, progress: null, now: SOME_TIME + 1 });
    expect(next).toMatchObject({ id: `${failed.id}-2`, version: 0, state: 'queued', settled: 'reserved', task: null });
    expect(newTryOf({ ...next, state: 'failed' }, { candidates: [], progress: null, now: SOME_TIME }).id).toBe(
      `${failed.id}-3`,
    );
  });
});

describe('settlementOfTakes', () => {
  const costs = (...micros: (number | null)[]) => micros.map((costMicros) => ({ costMicros }));

  it('commits the takes that came, at what they cost', () => {
    const settlement = settlementOfTakes(aJob({ wanted: wanted(4) }), costs(150_000, 150_000));
    expect(settlement).toEqual({ kind: 'commit', count: 2, micros: 300_000 });
  });

  it("falls back on the catalog's price", () => {
    expect(settlementOfTakes(aJob(), costs(null))).toEqual({ kind: 'commit', count: 1, micros: 150_000 });
  });

  it('counts what was billed when that is more than what was kept', () => {
    expect(settlementOfTakes(aJob(), costs(300_000))).toEqual({ kind: 'commit', count: 2, micros: 300_000 });
  });

  it('counts what was kept when that is more than what was billed', () => {
    expect(settlementOfTakes(aJob(), costs(150_000, 0))).toEqual({ kind: 'commit', count: 2, micros: 150_000 });
  });

  it('commits what was billed for takes that could not be had, or failed, too', () => {
    const takes = [aTake({ costMicros: 150_000 }), aTake({ costMicros: 150_000 }), aTake({ costMicros: 150_000 })];
    const job = aJob({ wanted: wanted(4), takes, billedMicros: 600_000 });
    expect(settlementOfTakes(job)).toEqual({ kind: 'commit', count: 4, micros: 600_000 });
  });

  it('commits what the takes cost on a record of before the bill was written down', () => {
    const job = aJob({ takes: [aTake({ costMicros: 150_000 })], billedMicros: null });
    expect(settlementOfTakes(job)).toEqual({ kind: 'commit', count: 1, micros: 150_000 });
  });

  it('never commits more than was reserved while the prices are what they were', () => {
    const job = aJob({ wanted: wanted(4) });
    expect(settlementOfTakes(job, costs(null, null, null, null))).toMatchObject({ micros: reservedMicros(job) });
  });
});
