import { describe, expect, it } from 'vitest';
import { createPrices } from '../../../src/covers/make/prices.ts';
import { modelOf } from '../../../src/domain/models.ts';
import { createLogger } from '../../../src/logger.ts';
import type { BilledPrice } from '../../../src/store/port.ts';

const ROW = modelOf({ provider: 'runware', model: 'minimax:music@cover' });
const candidate = { provider: ROW.provider, model: ROW.id, priceMicros: 150_000 };

async function open(note?: BilledPrice) {
  const saved: BilledPrice[] = [];
  const capped: string[] = [];
  const prices = await createPrices({
    models: [ROW],
    billed: { of: async () => saved.at(-1) ?? note, save: async (_, next) => void saved.push(next) },
    onCapped: (provider) => void capped.push(provider),
    log: createLogger({ level: 'silent' }),
  });
  return { prices, saved, capped };
}

describe('the price of a take', () => {
  it('is what was billed of late where that is more than a fifth off, and is noted once', async () => {
    const { prices, saved } = await open();
    expect(prices.billed(candidate, 170_000)).toBe(170_000);
    expect(prices.of(ROW)).toBe(150_000);
    prices.billed(candidate, 200_000);
    prices.billed(candidate, 200_000);
    expect(prices.of(ROW)).toBe(200_000);
    expect(saved).toEqual([{ listedMicros: 150_000, billedMicros: 200_000 }]);
  });

  it('is kept from one run to the next, until the catalog has another one', async () => {
    const noted = await open({ listedMicros: 150_000, billedMicros: 90_000 });
    expect(noted.prices.of(ROW)).toBe(90_000);
    const other = await open({ listedMicros: 120_000, billedMicros: 90_000 });
    expect(other.prices.of(ROW)).toBe(150_000);
  });

  it('is not learned from what is not believed, nor from what was free', async () => {
    const { prices, capped } = await open();
    expect(prices.billed(candidate, 1e15)).toBe(1_500_000);
    expect(prices.billed(candidate, 0)).toBe(0);
    expect(prices.of(ROW)).toBe(150_000);
    expect(capped).toEqual(['runware']);
  });
});
