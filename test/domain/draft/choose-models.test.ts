import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { chooseModels, type ModelWish } from '../../../src/domain/draft/choose-models.ts';
import { NOT_YET_KNOWN } from '../../../src/domain/money/prices.ts';
import { models } from '../../../src/providers/catalog.ts';
import { providers } from '../../../src/providers/index.ts';
import { describeModel } from '../../support/describe-model.ts';

const chosen = (names: readonly string[], wishes: readonly ModelWish[]) => {
  const ofName = (wanted: string) => providers.filter(({ name }) => name === wanted);
  return chooseModels(names.flatMap(ofName), wishes);
};
const idsOf = (...wanted: Parameters<typeof chosen>) => chosen(...wanted).map((model) => model?.id);

describe('chooseModels', () => {
  it('offers what is not retired, in the order of the providers', () => {
    expect(idsOf(['minimax', 'runware'], [])).toEqual(['music-cover', 'music-3.0', 'music-2.6', 'minimax:music@cover']);
  });

  it('offers exactly what is named of a provider, retired models too', () => {
    const wishes = [{ provider: 'aimlapi', id: 'minimax-music' }] as const;
    expect(idsOf(['aimlapi', 'runware'], wishes)).toEqual(['minimax-music', 'minimax:music@cover']);
  });

  it('takes a new model with the limits of a known one, and a price', () => {
    const wish = { provider: 'minimax', id: 'music-4.0', like: 'music-3.0', priceMicros: 200_000 } as const;
    const [model] = chosen(['minimax'], [wish]);
    expect(model).toMatchObject({ id: 'music-4.0', kind: 'song', lyrics: { maximum: 3_500 } });
    expect(model?.priceOf(NOT_YET_KNOWN)).toBe(200_000);
  });

  it('marks a name that is in no row and like none', () => {
    expect(chosen(['minimax'], [{ provider: 'minimax', id: 'music-9' }])).toEqual([undefined]);
  });
});

it('stands in docs/models.md as it is', async () => {
  const page = await readFile('docs/models.md', 'utf8');
  expect(models.map(describeModel).filter((row) => !page.includes(row))).toEqual([]);
});
