import { describe, expect, it } from 'vitest';
import { type Bench, bench, type Item } from './support.ts';

const PRICED = '/v1/models?include=pricing,modalities';

async function entryOf({ call }: Pick<Bench, 'call'>, path: string, id = 'minimax/music-cover'): Promise<Item> {
  const { status, body } = await call(path, undefined, {});
  expect(status).toBe(200);
  return (body.data as Item[]).find((entry) => entry.id === id) ?? {};
}

describe('the list of models', () => {
  it('is there for whoever has no key, with prices where they are asked for', async () => {
    const opened = await bench();
    expect(await entryOf(opened, PRICED)).toMatchObject({
      id: 'minimax/music-cover',
      pricing: { units: [{ name: 'generation', content: 'audio', origin: 'generated', price: 0.15, per: 1 }] },
    });
    expect(await entryOf(opened, '/v1/models')).not.toHaveProperty('pricing');
  });

  it.each([
    ['perSecond', { units: [{ name: 'second', price: 0.0025 }] }],
    ['asText', { units: [{ name: 'generation', price: '0.15' }] }],
  ] as const)('says prices %s', async (pricing, said) => {
    expect(await entryOf(await bench({ pricing }), PRICED)).toMatchObject({ pricing: said });
  });

  it('may say no prices, or other ones than are billed, or not be there', async () => {
    const opened = await bench({ pricing: 'missing' });
    expect(await entryOf(opened, PRICED)).not.toHaveProperty('pricing');
    Object.assign(opened.sandbox.settings, { pricing: 'perGeneration', publishedPriceFactor: 2 });
    expect(await entryOf(opened, PRICED)).toMatchObject({ pricing: { units: [{ price: 0.3 }] } });
    opened.sandbox.settings.pricing = 'off';
    expect(await opened.call(PRICED, undefined, {})).toMatchObject({
      status: 404,
      body: { message: 'Cannot GET /v1/models' },
    });
  });

  it('leaves out what is switched off', async () => {
    expect(await entryOf(await bench({ switchedOff: ['minimax/music-cover'] }), PRICED)).toEqual({});
  });

  it('is struck by no fault that is meant for something else', async () => {
    const opened = await bench();
    const fault = opened.sandbox.faults.add({ kind: '500', when: 'before' });
    expect(await entryOf(opened, PRICED)).toHaveProperty('pricing');
    expect(fault.hits).toBe(0);
    opened.sandbox.faults.add({ endpoint: 'models', kind: '503', when: 'before' });
    expect(await opened.call(PRICED, undefined, {})).toMatchObject({ status: 503 });
  });
});
