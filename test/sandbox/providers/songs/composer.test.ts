import { afterAll, describe, expect, it } from 'vitest';
import { decodeAudio } from '../../../../src/codec/decode.ts';
import { composeSong, type SongOrder } from '../../../../src/sandbox/providers/songs/compose-song.ts';
import { createComposer } from '../../../../src/sandbox/providers/songs/composer.ts';
import { bandLevels, rootMeanSquare, spectralDistance } from '../restyle/measures.ts';

const audio = { format: 'wav', bitrateKbps: 0, sampleRate: 8_000, channels: 1 } as const;
const order: SongOrder = { lyrics: 'la la', style: 'indie folk', instrumental: false, seed: 1, audio };
const secondsOf = (changes: Partial<SongOrder>) =>
  (composeSong({ ...order, ...changes }).channels[0]?.length ?? 0) / 8_000;

describe('a composed song', () => {
  it.each([
    [12, null],
    [12, '[Verse]\nla la'],
    [20, `[Verse]\n${'a'.repeat(200)}\n[Chorus]`],
    [30, 'a'.repeat(3_500)],
  ])('lasts %i s, by the length of its words', (seconds, lyrics) => {
    expect(secondsOf({ lyrics })).toBe(seconds);
  });

  it('is the same for the same order, and another one for another style, text or seed', () => {
    const first = composeSong(order);
    expect(composeSong(order)).toEqual(first);
    for (const changes of [{ style: 'techno' }, { lyrics: 'lo lo' }, { seed: 2 }]) {
      expect(composeSong({ ...order, ...changes }).channels[0]).not.toEqual(first.channels[0]);
    }
  });

  it('is played by the same band without its singer when it is instrumental', () => {
    const [sung, played] = [composeSong(order), composeSong({ ...order, instrumental: true })];
    const samples = played.channels[0] ?? new Float32Array();
    expect(samples).toHaveLength(sung.channels[0]?.length ?? 0);
    expect(rootMeanSquare(samples)).toBeGreaterThan(0.02);
    expect(spectralDistance(bandLevels(sung), bandLevels(played))).toBeGreaterThan(1);
  });
});

describe('the composer', () => {
  const composer = createComposer();
  afterAll(() => composer.close());

  it('answers orders in turn, each with its own song in the format that was asked for', async () => {
    const stereo = { format: 'mp3', bitrateKbps: 32, sampleRate: 16_000, channels: 2 } as const;
    const songs = await Promise.all([
      composer.compose(order),
      composer.compose({ ...order, lyrics: 'a'.repeat(50), audio: stereo }),
    ]);
    expect(songs.map(({ durationMs }) => durationMs)).toEqual([12_000, 14_000]);
    const decoded = await Promise.all(songs.map(({ data }) => decodeAudio(data)));
    expect(decoded.map(({ sampleRate, channels }) => [sampleRate, channels.length])).toEqual([
      [8_000, 1],
      [16_000, 2],
    ]);
    expect(decoded[0]?.channels[0]).toHaveLength(96_000);
  });

  it('refuses what is composed and what waits when it is closed', async () => {
    const closing = createComposer();
    const outcomes = [order, { ...order, seed: 2 }].map((one) =>
      closing.compose(one).then(
        () => 'done',
        () => 'refused',
      ),
    );
    // By then the first order is with its worker, which needs far longer to start.
    await new Promise((resolve) => setImmediate(resolve));
    await closing.close();
    expect(await Promise.all(outcomes)).toEqual(['refused', 'refused']);
    await expect(closing.compose(order)).rejects.toThrow('closed');
  });
});
