import { describe, expect, it } from 'vitest';
import { makeSong } from '../../../../src/sandbox/providers/songs/make-song.ts';
import { bandLevels, rootMeanSquare, spectralDistance } from '../restyle/measures.ts';

describe('a made song', () => {
  it.each([0.5, 6.5, 7.25])('lasts %d seconds and is heard', (seconds) => {
    const { sampleRate, channels } = makeSong({ seconds, seed: 3, sampleRate: 16_000 });
    expect(sampleRate).toBe(16_000);
    expect(channels.map((channel) => channel.length)).toEqual([seconds * 16_000, seconds * 16_000]);
    for (const channel of channels) expect(rootMeanSquare(channel)).toBeGreaterThan(0.05);
  });

  it('can be mono', () => {
    expect(makeSong({ seconds: 1, seed: 1, channels: 1 }).channels).toHaveLength(1);
  });

  it('is the same for the same seed and another one for another', () => {
    const [first, again, other] = [1, 1, 2].map((seed) => makeSong({ seconds: 4, seed, sampleRate: 22_050 }));
    if (!first || !again || !other) throw new Error('no songs');
    expect(again).toEqual(first);
    expect(spectralDistance(bandLevels(first), bandLevels(other))).toBeGreaterThan(3);
  });
});
