import fc from 'fast-check';
import { Logging, LogLevel } from 'mediabunny';
import { beforeAll, expect, it } from 'vitest';
import { examine } from '../../src/audio/examine.ts';
import { encodeFlac } from '../fixtures/audio/flac.ts';
import { createAac, createM4a, createOpus } from '../fixtures/audio/m4a.ts';
import { createMp3, id3, id3Text } from '../fixtures/audio/mp3.ts';
import { encodeVorbis, oggOfFlac } from '../fixtures/audio/ogg.ts';
import { createRf64, createWave } from '../fixtures/audio/wave.ts';

beforeAll(() => {
  Logging.level = LogLevel.Silent;
});

/** Headers break in most ways, so they are hit more often; what tells the format is left alone, or nothing would be opened. */
const change = fc.record({
  at: fc.noBias(fc.oneof(fc.integer({ min: 12, max: 400 }), fc.integer({ min: 12, max: 1_000_000 }))),
  byte: fc.oneof(fc.constantFrom(0, 1, 0x7f, 0x80, 0xff), fc.nat(255)),
});

it('finds a song or a reason in every broken file, and never a length that makes no sense', async () => {
  const tag = id3(id3Text('TIT2', 'Night Drive'));
  const songs = await Promise.all([
    createWave({ seconds: 0.1, title: 'Night Drive' }),
    createRf64({ seconds: 0.1 }),
    Buffer.concat([tag, createMp3({ seconds: 0.5, kbps: [32, 320, 64] })]),
    encodeFlac({ seconds: 0.3, title: 'Night Drive' }),
    encodeVorbis({ seconds: 0.3 }),
    createOpus({ seconds: 0.3, title: 'Night Drive' }),
    encodeFlac({ seconds: 0.3 }).then(oggOfFlac),
    createM4a({ seconds: 0.5, title: 'Night Drive' }),
    createM4a({ seconds: 0.5, fastStart: 'fragmented' }),
    createAac({ seconds: 0.5 }),
  ]);
  const kinds = new Set<string>();
  const mutation = fc.tuple(
    fc.constantFrom(...songs),
    fc.array(change, { minLength: 1, maxLength: 6 }),
    fc.option(fc.double({ min: 0.01, max: 0.99, noNaN: true })),
  );

  await fc.assert(
    fc.asyncProperty(mutation, async ([song, changes, cutAt]) => {
      const broken = Buffer.from(song);
      for (const { at, byte } of changes) broken[at % broken.length] = byte;
      const examined = await examine(cutAt === null ? broken : broken.subarray(0, Math.ceil(cutAt * broken.length)), {
        maximumSeconds: 361,
      });
      kinds.add(examined.kind);
      if (examined.kind !== 'song') return;
      expect(examined.song.durationMs).toBeGreaterThanOrEqual(0);
      expect(examined.song.durationMs).toBeLessThanOrEqual(362_000);
      expect(['MP3', 'WAV', 'FLAC', 'OGG', 'M4A', 'AAC']).toContain(examined.song.container);
    }),
    { numRuns: 150, seed: 20_261_120 },
  );
  // All ways out were taken, so the files were broken neither too much nor too little.
  expect([...kinds].sort()).toEqual(['damaged', 'refused', 'song']);
});
