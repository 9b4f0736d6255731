import { describe, expect, it } from 'vitest';
import { readPublishedPrices } from '../../../src/providers/aimlapi/published-prices.ts';

const MODEL = 'minimax/music-cover';
const UNIT = { name: 'generation', content: 'audio', origin: 'generated', price: 0.195, per: 1 };

const read = (body: unknown) => readPublishedPrices(body, async () => undefined);

async function microsOf(pricing: unknown): Promise<number | undefined> {
  return (await read({ data: [{ id: MODEL, pricing }] }))?.get(MODEL);
}

describe('a published price', () => {
  it.each([
    ['a number', UNIT, 195_000],
    ['a text', { ...UNIT, price: '0.195' }, 195_000],
    ['a text with its sign', { ...UNIT, price: '$0.195' }, 195_000],
    ['for several takes', { ...UNIT, price: 1.5, per: '10' }, 150_000],
    ['for one where it does not say for how many', { ...UNIT, per: undefined }, 195_000],
    ['by another name of a take', { ...UNIT, name: 'Request' }, 195_000],
    ['in dollars that it names', { ...UNIT, currency: 'usd' }, 195_000],
    ['with more beside it', { ...UNIT, discount: { share: 0.1 } }, 195_000],
  ])('may be %s', async (_name, unit, micros) => {
    expect(await microsOf({ units: [unit] })).toBe(micros);
  });

  it('is all that a take costs, at the dearest', async () => {
    const given = { ...UNIT, origin: 'provided', price: 0.01 };
    expect(await microsOf({ units: [UNIT, given, { ...UNIT, price: 0.1 }] })).toBe(205_000);
    const twice = [
      { id: MODEL, pricing: { units: [UNIT] } },
      { id: MODEL, pricing: { units: [{ ...UNIT, price: 0.1 }] } },
    ];
    expect((await read(twice))?.get(MODEL)).toBe(195_000);
  });

  it.each([
    ['seconds', { units: [{ ...UNIT, name: 'second' }] }],
    ['tokens beside takes', { units: [UNIT, { ...UNIT, name: 'token', per: 1_000_000 }] }],
    ['another currency', { units: [{ ...UNIT, currency: 'EUR' }] }],
    ['nothing at all', { units: [{ ...UNIT, price: 0 }] }],
    ['less than nothing', { units: [{ ...UNIT, price: -1 }] }],
    ['no number', { units: [{ ...UNIT, price: 'free' }] }],
    ['a number that is none', { units: [{ ...UNIT, price: Number.NaN }] }],
    ['a price for none', { units: [{ ...UNIT, per: 0 }] }],
    ['no name', { units: [{ ...UNIT, name: undefined }] }],
    ['more than any record holds', { units: [{ ...UNIT, price: 1e300 }] }],
    ['more units than anything is priced by', { units: Array.from({ length: 21 }, () => UNIT) }],
    ['no units', { units: [] }],
    ['units that are none', { units: 'generation' }],
    ['a unit that is null', { units: [null] }],
    ['null', null],
    ['a number by itself', 0.15],
  ])('is unknown where there is %s', async (_name, pricing) => {
    expect(await microsOf(pricing)).toBeUndefined();
  });

  it('of one model is read whatever else is in the list', async () => {
    const list = [
      null,
      7,
      { id: 5 },
      { id: 'x' },
      { id: 'y', pricing: 'much' },
      { id: MODEL, pricing: { units: [UNIT] } },
    ];
    expect([...((await read({ object: 'list', data: list })) ?? [])]).toEqual([[MODEL, 195_000]]);
    expect([...((await read(list)) ?? [])]).toEqual([[MODEL, 195_000]]);
  });

  it('leaves others their turn as it is looked for in a long list', async () => {
    let pauses = 0;
    await readPublishedPrices(
      Array.from({ length: 1_000 }, () => ({})),
      async () => {
        pauses += 1;
      },
    );
    expect(pauses).toBe(10);
  });

  it.each([
    undefined,
    null,
    'a page',
    5,
    {},
    { data: {} },
    { error: { message: 'no' } },
  ])('is in no list that is %j', async (body) => {
    expect(await read(body)).toBeUndefined();
  });
});
