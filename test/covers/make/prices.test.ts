import { describe, expect, it } from 'vitest';
import { createPrices, pricedNow } from '../../../src/covers/make/prices.ts';
import type { Model } from '../../../src/domain/models.ts';
import { perTake } from '../../../src/domain/money/prices.ts';
import { createLogger } from '../../../src/logger.ts';
import type { BilledPrice } from '../../../src/store/port.ts';
import { modelOf } from '../../support/model-of.ts';

const ROW = modelOf({ provider: 'runware', model: 'minimax:music@cover' });
const SONG = { seconds: 200 };
const candidate = { provider: ROW.provider, model: ROW.id, priceMicros: 150_000 };

async function open(note?: BilledPrice, row: Model = ROW) {
  const saved: BilledPrice[] = [];
  const capped: string[] = [];
  let noted = 0;
  const prices = await createPrices({
    models: [row],
    billed: { of: async () => saved.at(-1) ?? note, save: async (_, next) => void saved.push(next) },
    onCapped: (provider) => void capped.push(provider),
    onNoted() {
      noted += 1;
    },
    log: createLogger({ level: 'silent' }),
  });
  return { prices, saved, capped, noted: () => noted };
}

describe('the price of a take', () => {
  it('is what was billed of late where that is more than a fifth off, and is noted once', async () => {
    const { prices, saved } = await open();
    expect(prices.billed(candidate, SONG, 170_000)).toBe(170_000);
    expect(prices.of(ROW, SONG)).toBe(150_000);
    prices.billed(candidate, SONG, 200_000);
    prices.billed(candidate, SONG, 200_000);
    expect(prices.of(ROW, SONG)).toBe(200_000);
    expect(saved).toEqual([{ listedMicros: 150_000, billedMicros: 200_000 }]);
  });

  it('is what another process on the same storage was billed, once that has said so and this one has looked', async () => {
    const { prices, saved, noted } = await open();
    saved.push({ listedMicros: 150_000, billedMicros: 300_000 });
    expect(prices.of(ROW, SONG)).toBe(150_000);
    await prices.refresh();
    expect(prices.of(ROW, SONG)).toBe(300_000);
    expect(noted()).toBe(0);
    prices.billed(candidate, SONG, 450_000);
    await expect.poll(noted).toBe(1);
  });

  it('is kept from one run to the next, until the catalog has another one', async () => {
    const noted = await open({ listedMicros: 150_000, billedMicros: 90_000 });
    expect(noted.prices.of(ROW, SONG)).toBe(90_000);
    const other = await open({ listedMicros: 120_000, billedMicros: 90_000 });
    expect(other.prices.of(ROW, SONG)).toBe(150_000);
  });

  it('is not learned from what is not believed, nor from what was free', async () => {
    const { prices, capped } = await open();
    expect(prices.billed(candidate, SONG, 1e15)).toBe(1_500_000);
    expect(prices.billed(candidate, SONG, 0)).toBe(0);
    expect(prices.of(ROW, SONG)).toBe(150_000);
    expect(capped).toEqual(['runware']);
  });
});

describe('a published price', () => {
  const unpriced = modelOf({ provider: 'aimlapi', model: 'minimax/music-cover' });
  const taken = { provider: unpriced.provider, model: unpriced.id, priceMicros: 195_000 };
  const list = (micros: number) => new Map([[unpriced.id, micros]]);

  it('is what a take is reserved at where there is no other, and stays until another one is published', async () => {
    const { prices } = await open(undefined, unpriced);
    const [row] = pricedNow([unpriced], prices);
    expect(row?.priceOf(SONG)).toBeNull();
    prices.published('runware', list(100_000));
    expect(row?.priceOf(SONG)).toBeNull();
    prices.published('aimlapi', list(195_000));
    expect(row?.priceOf(SONG)).toBe(195_000);
    prices.published('aimlapi', new Map());
    expect(row?.priceOf(SONG)).toBe(195_000);
    prices.published('aimlapi', list(250_000));
    expect(row?.priceOf(SONG)).toBe(250_000);
  });

  it('is the operator’s where there is one', async () => {
    const priced = { ...unpriced, priceOf: perTake(150_000) };
    const { prices } = await open(undefined, priced);
    prices.published('aimlapi', list(195_000));
    expect(prices.of(priced, SONG)).toBe(150_000);
  });

  it('is what is billed, where that is another', async () => {
    const { prices, saved } = await open(undefined, unpriced);
    prices.published('aimlapi', list(195_000));
    prices.billed(taken, SONG, 200_000);
    expect(prices.of(unpriced, SONG)).toBe(195_000);
    prices.billed(taken, SONG, 300_000);
    expect(prices.of(unpriced, SONG)).toBe(300_000);
    expect(saved).toEqual([{ listedMicros: null, billedMicros: 300_000 }]);
  });

  it.each([
    ['above a dollar at first', [1_000_001], null],
    ['above ten times the last one', [195_000, 1_950_001], 195_000],
  ])('is not believed %s', async (_name, published, believed) => {
    const { prices } = await open(undefined, unpriced);
    for (const micros of published) prices.published('aimlapi', list(micros));
    expect(prices.of(unpriced, SONG)).toBe(believed);
  });
});

describe('a price by the second', () => {
  const row: Model = { ...ROW, priceOf: ({ seconds }) => (seconds ?? 360) * 1_000 };
  const [short, long] = [{ seconds: 60 }, { seconds: 300 }];

  it('is what the length of the song makes it', async () => {
    const { prices } = await open(undefined, row);
    expect([prices.of(row, short), prices.of(row, long)]).toEqual([60_000, 300_000]);
  });

  it('that is billed otherwise is another one for songs of any length, also in the next run', async () => {
    const { prices, saved } = await open(undefined, row);
    const taken = { ...candidate, priceMicros: 60_000 };
    prices.billed(taken, short, 66_000);
    expect(prices.of(row, long)).toBe(300_000);
    prices.billed(taken, short, 90_000);
    expect([prices.of(row, short), prices.of(row, long)]).toEqual([90_000, 450_000]);
    const { prices: next } = await open(saved[0], row);
    expect([next.of(row, short), next.of(row, long)]).toEqual([90_000, 450_000]);
  });
});
