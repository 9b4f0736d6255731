import { describe, expect, it } from 'vitest';
import { NOT_YET_KNOWN } from '../../src/domain/money/prices.ts';
import { aimlapiLimits } from '../../src/sandbox/providers/aimlapi/limits.ts';
import { minimaxLimits } from '../../src/sandbox/providers/minimax/limits.ts';
import { runwareBitrates, runwareLimits } from '../../src/sandbox/providers/runware/limits.ts';
import { modelOf } from '../support/model-of.ts';

describe("the catalog's row of minimax:music@cover", () => {
  const model = modelOf({ provider: 'runware', model: runwareLimits.model });

  it('has the limits that the stand-in has typed in from the same page', () => {
    expect({
      style: { minimum: model.style.minimum, maximum: model.style.maximum },
      lyrics: { minimum: model.lyrics.minimum, maximum: model.lyrics.maximum },
      reference: {
        minimumMs: model.reference.minimumSeconds * 1_000,
        maximumMs: model.reference.maximumSeconds * 1_000,
      },
      seed: model.seed,
      takes: model.maximumTakes,
      formats: model.formats.map((format) => format.toUpperCase()).toSorted(),
      priceMicros: model.priceOf(NOT_YET_KNOWN),
    }).toEqual({
      style: runwareLimits.style,
      lyrics: runwareLimits.lyrics,
      reference: runwareLimits.reference,
      seed: runwareLimits.seed,
      takes: runwareLimits.results.maximum,
      formats: runwareLimits.outputFormats.toSorted(),
      priceMicros: runwareLimits.priceMicros,
    });
  });

  it.each(['mp3', 'ogg'] as const)('has the bitrates of %s that the stand-in has typed in', (format) => {
    const theirs = runwareBitrates[format === 'mp3' ? 'MP3' : 'OGG'];
    for (const channels of [1, 2] as const) {
      const ours = Object.entries(model.bitrates[format]?.[channels] ?? {});
      const bounds = ours.map(([rate, { minimum, maximum }]) => [Number(rate), [minimum, maximum]]);
      expect(bounds).toEqual([...theirs[channels]]);
    }
  });
});

const row = (provider: string, model: string) => modelOf({ provider, model });
const bounds = ({ minimum, maximum }: { minimum: number; maximum: number }) => ({ minimum, maximum });

describe("the catalog's rows of AI/ML API", () => {
  it('stay within what AI/ML API takes of a cover', () => {
    const { prompt, lyrics, reference } = aimlapiLimits.cover;
    const model = row('aimlapi', aimlapiLimits.cover.model);
    expect(bounds(model.style)).toEqual({ minimum: prompt.minimum, maximum: prompt.maximum });
    expect(bounds(model.lyrics)).toEqual({ minimum: lyrics.minimum, maximum: lyrics.maximum });
    expect(model.reference.minimumSeconds * 1_000).toBe(reference.minimumMs);
    expect(model.reference.maximumSeconds * 1_000).toBe(reference.maximumMs);
    expect(model.reference.maximumBytes).toBe(reference.maximumBytes);
  });

  it.each(['legacy', 'music01'] as const)('leave room for what goes around the lyrics of the %s model', (name) => {
    const { model, lyrics, reference } = aimlapiLimits[name];
    const { lyrics: rule, reference: ours } = row('aimlapi', model);
    expect(rule.maximum + '##'.length * 2).toBe(lyrics.upstreamMaximum);
    expect(ours.minimumSeconds * 1_000).toBeGreaterThan(reference.longerThanMs);
    expect(Object.keys(ours.sounds)).toEqual(reference.kinds.map((kind) => kind.toUpperCase()));
  });
});

describe("the catalog's rows of MiniMax", () => {
  it('have the limits that the stand-in has typed in', () => {
    for (const [id, { kind, isFree }] of Object.entries(minimaxLimits.models)) {
      const model = row('minimax', id);
      expect(model.kind).toBe(kind);
      expect(isFree && !model.retired).toBe(false);
      expect(model.priceOf(NOT_YET_KNOWN)).toBe(isFree ? 0 : minimaxLimits.priceMicros.music);
      expect(bounds(model.lyrics)).toEqual(minimaxLimits[kind].lyrics);
      expect(model.style.maximum).toBe(minimaxLimits[kind].style.maximum);
      expect(model.style.minimum).toBeGreaterThanOrEqual(minimaxLimits[kind].style.minimum);
    }
  });

  it('have its rates and bitrates, in kbit/s', () => {
    const { bitrates } = row('minimax', 'music-cover');
    expect(Object.keys(bitrates.mp3?.[2] ?? {}).map(Number)).toEqual(minimaxLimits.sampleRates);
    expect(bitrates.mp3?.[2][44_100]?.only).toEqual(minimaxLimits.bitrates.map((bitrate) => bitrate / 1_000));
  });
});

it('throws on a model that is not in the catalog', () => {
  expect(() => modelOf({ provider: 'runware', model: 'another' })).toThrow('another');
});
