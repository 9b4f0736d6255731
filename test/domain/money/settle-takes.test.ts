import { describe, expect, it } from 'vitest';
import type { Candidate, Job } from '../../../src/domain/job.ts';
import {
  believedCost,
  billedMicros,
  isOtherPrice,
  settlementOfFailedTask,
  settlementOfLoss,
  settlementOfTakes,
} from '../../../src/domain/money/settle-takes.ts';
import { aTake } from '../../support/build-cover.ts';
import { buildJob } from '../../support/build-job.ts';

const PRICE = 150_000;
const free = buildJob({ candidates: [{ provider: 'minimax', model: 'music-cover-free', priceMicros: 0 }] });

describe('settlementOfTakes', () => {
  const of = (...costs: (number | null)[]) =>
    settlementOfTakes(buildJob({ takes: costs.map((costMicros) => aTake({ costMicros })) }));

  it('commits the takes that were kept, at what they cost', () => {
    expect(of(PRICE, PRICE)).toEqual({ kind: 'commit', count: 2, micros: 2 * PRICE });
  });

  it('falls back on the price that the job was accepted at', () => {
    expect(of(null)).toEqual({ kind: 'commit', count: 1, micros: PRICE });
  });

  it.each([2, 100])('takes a cost of %i times the price for money and never for takes', (times) => {
    expect(of(times * PRICE)).toEqual({ kind: 'commit', count: 1, micros: times * PRICE });
  });

  it('counts a take that cost nothing', () => {
    expect(of(PRICE, 0)).toEqual({ kind: 'commit', count: 2, micros: PRICE });
  });

  it('commits the money that was billed for results that could not be had, or failed, too', () => {
    const job = buildJob({ takes: [aTake({ costMicros: PRICE })], billedMicros: 4 * PRICE });
    expect(settlementOfTakes(job)).toEqual({ kind: 'commit', count: 1, micros: 4 * PRICE });
  });
});

describe('billedMicros', () => {
  it('adds up what is stated, and the price where nothing is', () => {
    expect(billedMicros(buildJob(), [{ costMicros: 10 }, { costMicros: null }])).toBe(PRICE + 10);
  });
});

describe('settlementOfFailedTask', () => {
  const of = (costMicros: number | undefined, billsFailures: 'no' | 'yes' | 'unknown', job = buildJob()) =>
    settlementOfFailedTask(job, { code: 'failed', costMicros }, billsFailures);

  it.each([
    'yes',
    'unknown',
  ] as const)('presumes the money spent where nothing is stated and failures are billed: %s', (bills) => {
    expect(of(undefined, bills)).toEqual({ kind: 'presume', micros: PRICE });
  });

  it('gives all back where nothing is stated and failures are not billed', () => {
    expect(of(undefined, 'no')).toEqual({ kind: 'refund' });
  });

  it.each([
    'no',
    'yes',
    'unknown',
  ] as const)('takes what is stated for the truth, where failures are billed: %s', (bills) => {
    expect(of(70_000, bills)).toEqual({ kind: 'commit', count: 0, micros: 70_000 });
    expect(of(0, bills)).toEqual({ kind: 'refund' });
  });

  it('presumes nothing of a model that is free', () => {
    expect(of(undefined, 'unknown', free)).toEqual({ kind: 'refund' });
  });

  it('presumes the money spent of a task that its provider does not know any more', () => {
    const settlement = settlementOfFailedTask(buildJob(), { code: 'notFound', costMicros: undefined }, 'no');
    expect(settlement).toEqual({ kind: 'presume', micros: PRICE });
  });
});

describe('settlementOfLoss', () => {
  it('goes by the price of the model that was asked, not of others that could have been', () => {
    const dear = { provider: 'aimlapi', model: 'minimax/music-cover', priceMicros: 160_000 } as const;
    const usual = buildJob().candidates[0];
    const asked = (task: Candidate) =>
      buildJob({ candidates: [dear, task], task: { ...task, ourId: 'one', ref: null } as Job['task'] });

    expect(settlementOfLoss(asked(usual as Candidate))).toEqual({ kind: 'presume', micros: PRICE });
    expect(settlementOfLoss(asked(free.candidates[0] as Candidate))).toEqual({ kind: 'refund' });
    // Where its price is not known, it may have been as dear as any of them.
    const unpriced = { ...usual, priceMicros: null } as Candidate;
    expect(settlementOfLoss(asked(unpriced))).toEqual({ kind: 'presume', micros: 160_000 });
  });

  it('presumes the most that the job can have cost, and gives its takes back', () => {
    const job = buildJob();
    expect(settlementOfLoss({ ...job, wanted: { ...job.wanted, takes: 3 } })).toEqual({
      kind: 'presume',
      micros: 3 * PRICE,
    });
    expect(settlementOfLoss(free)).toEqual({ kind: 'refund' });
  });
});

describe('believedCost', () => {
  it.each([
    { stated: 10 * PRICE, price: PRICE, takes: 1, micros: 10 * PRICE, isCapped: false },
    { stated: 10 * PRICE + 1, price: PRICE, takes: 1, micros: 10 * PRICE, isCapped: true },
    { stated: 1e15, price: PRICE, takes: 4, micros: 40 * PRICE, isCapped: true },
    { stated: 0, price: PRICE, takes: 1, micros: 0, isCapped: false },
    { stated: 150_000, price: 0, takes: 1, micros: 150_000, isCapped: false },
    { stated: 1e15, price: 0, takes: 1, micros: 1_000_000, isCapped: true },
  ])('of $stated at a price of $price for $takes is $micros', ({ stated, price, takes, micros, isCapped }) => {
    expect(believedCost(stated, price, takes)).toEqual({ micros, isCapped });
  });
});

describe('isOtherPrice', () => {
  it.each([
    [PRICE, PRICE, false],
    [180_000, PRICE, false],
    [180_001, PRICE, true],
    [120_000, PRICE, false],
    [119_999, PRICE, true],
    [0, PRICE, false],
    [1, 0, true],
  ])('says of a take at %i where the price was %i: %s', (micros, price, isOther) => {
    expect(isOtherPrice(micros, price)).toBe(isOther);
  });
});
