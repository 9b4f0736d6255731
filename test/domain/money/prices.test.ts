import { describe, expect, it } from 'vitest';
import type { Model } from '../../../src/domain/models.ts';
import {
  isPriced,
  leastPriceOf,
  NOT_YET_KNOWN,
  noKnownPrice,
  perTake,
  pricedCandidates,
  pricedOrderOf,
  pricedOrderOfDraft,
} from '../../../src/domain/money/prices.ts';
import { reservedMicros } from '../../../src/domain/new-job.ts';
import { aReference, buildJob } from '../../support/build-job.ts';
import { modelOf } from '../../support/model-of.ts';

const ROW = modelOf({ provider: 'runware', model: 'minimax:music@cover' });
const bySecond: Model = { ...ROW, id: 'by the second', priceOf: ({ seconds }) => (seconds ?? 360) * 1_000 };
const song = aReference({ durationMs: 61_500 });
const nothing = { reference: null, voice: null, instrumental: null };

describe('what a price depends on', () => {
  it('is the length of the song, or of the longer one of its parts', () => {
    expect(pricedOrderOf({ ...nothing, reference: song })).toEqual({ seconds: 61.5 });
    const parts = { voice: song, instrumental: aReference({ durationMs: 90_000 }) };
    expect(pricedOrderOf({ ...nothing, ...parts })).toEqual({ seconds: 90 });
  });

  it('is not known of words alone, nor of a song that is not in our files yet', () => {
    const link = {
      kind: 'link',
      url: 'https://x.example',
      name: 'x.mp3',
      sizeBytes: 1,
      expiresAt: null,
      posterId: null,
    };
    expect(pricedOrderOf(nothing)).toEqual(NOT_YET_KNOWN);
    expect(pricedOrderOfDraft({ song: { ...link, kind: 'link' }, voice: null, instrumental: null })).toEqual(
      NOT_YET_KNOWN,
    );
    expect(pricedOrderOfDraft({ song: { kind: 'kept', reference: song }, voice: null, instrumental: null })).toEqual({
      seconds: 61.5,
    });
  });
});

describe('what a job is reserved at', () => {
  it('is the highest price among its models for its own song, as often as it has takes', () => {
    const candidates = pricedCandidates([ROW, { ...bySecond, priceOf: ({ seconds }) => (seconds ?? 0) * 10_000 }], {
      seconds: 61.5,
    });
    expect(candidates.map(({ priceMicros }) => priceMicros)).toEqual([150_000, 615_000]);
    const { wanted } = buildJob();
    expect(reservedMicros({ candidates, wanted: { ...wanted, takes: 2 } })).toBe(1_230_000);
  });
});

describe('the least that a take costs', () => {
  it('is its price, and by the second that of the shortest song, until the song is there', () => {
    expect(leastPriceOf(ROW)).toBe(150_000);
    expect(leastPriceOf(bySecond)).toBe(6_000);
    expect(leastPriceOf(bySecond, { seconds: 61 })).toBe(61_000);
    expect(leastPriceOf({ ...ROW, priceOf: noKnownPrice })).toBeNull();
  });
});

it('is known or not known whatever is asked', () => {
  expect([perTake(0), perTake(1), noKnownPrice].map((priceOf) => isPriced({ priceOf }))).toEqual([true, true, false]);
});
