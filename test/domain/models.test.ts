import { describe, expect, it } from 'vitest';
import { modelOf } from '../../src/domain/models.ts';
import { runwareBitrates, runwareLimits } from '../../src/sandbox/providers/runware/limits.ts';

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
      priceMicros: model.priceMicros,
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

it('throws on a model that is not in the catalog', () => {
  expect(() => modelOf({ provider: 'runware', model: 'another' })).toThrow('another');
});
