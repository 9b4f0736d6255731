import { describe, expect, it } from 'vitest';
import { type Fingerprinted, fingerprintOf } from '../../../src/discord/interactions/fingerprint.ts';
import { models } from '../../../src/providers/catalog.ts';
import { aDraft, aReference } from '../../support/build-job.ts';

const [model, other] = models;
if (!model || !other) throw new Error('the catalog has too few models');

const draft = aDraft();
const review = {
  reference: aReference(),
  voice: null,
  instrumental: null,
  model,
  micros: 150_000,
  elsewhere: null,
  privateFirst: null,
};
const changedBy = (changes: Partial<Fingerprinted>) =>
  fingerprintOf({ draft, review, ...changes }) !== fingerprintOf({ draft, review });

describe('fingerprintOf', () => {
  it.each([
    { style: 'another style' },
    { lyrics: '[Verse]\nother words' },
    { takes: 4 },
    { seed: 7 },
    { isInstrumental: true },
    { writesLyrics: true },
  ])('is another one for %j', (changes) => {
    expect(changedBy({ draft: { ...draft, ...changes } })).toBe(true);
  });

  it.each([
    ['song', { reference: aReference({ hash: 'b'.repeat(64) }) }],
    ['part of it', { reference: null, voice: aReference() }],
    ['model', { model: other }],
    ['price', { micros: 600_000 }],
    ['channel to be posted in', { elsewhere: { channelId: '7', isFromClosed: true } }],
  ])('is another one for another %s', (_, changes) => {
    expect(changedBy({ review: { ...review, ...changes } })).toBe(true);
  });

  it('is the same for what only this moment adds', () => {
    const later = { ...draft, locale: 'de', mayUse: true, progress: null };

    expect(changedBy({ draft: later, review: { ...review, reference: aReference({ link: null }) } })).toBe(false);
  });
});
