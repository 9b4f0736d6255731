import { describe, expect, it } from 'vitest';
import { createSongCache } from '../../../../src/sandbox/providers/restyle/song-cache.ts';

const order = (seed: number) => ({
  reference: Uint8Array.of(1, 2, 3),
  style: 'any',
  lyrics: null,
  seed,
  audio: { format: 'mp3', bitrateKbps: 128, sampleRate: 44_100, channels: 2 } as const,
});
const song = (bytes: number) => ({ data: new Uint8Array(bytes).fill(bytes), durationMs: 1, family: 'lo-fi' });

describe('the cache of songs', () => {
  it('forgets the songs that were not used for longest when it is full', () => {
    const cache = createSongCache(100);
    for (const seed of [1, 2, 3]) cache.put(order(seed), song(30));
    expect(cache.get(order(1))).toEqual(song(30));
    cache.put(order(4), song(30));
    expect([1, 2, 3, 4].map((seed) => cache.get(order(seed)) !== undefined)).toEqual([true, false, true, true]);
  });

  it('counts a song that is put again once', () => {
    const cache = createSongCache(100);
    for (let round = 0; round < 10; round++) cache.put(order(1), song(40));
    cache.put(order(2), song(40));
    expect(cache.get(order(1))).toBeDefined();
  });

  it('does not keep what is larger than itself', () => {
    const cache = createSongCache(100);
    cache.put(order(1), song(101));
    expect(cache.get(order(1))).toBeUndefined();
  });

  it('is not changed by what is done to a song that it gave', () => {
    const cache = createSongCache(100);
    cache.put(order(1), song(10));
    cache.get(order(1))?.data.fill(0);
    expect(cache.get(order(1))).toEqual(song(10));
  });

  it('tells orders apart by every part of them', () => {
    const cache = createSongCache(100);
    cache.put(order(1), song(10));
    const { audio } = order(1);
    for (const other of [
      { ...order(1), reference: Uint8Array.of(1, 2, 4) },
      { ...order(1), style: 'other' },
      { ...order(1), lyrics: 'words' },
      { ...order(1), audio: { ...audio, format: 'ogg' as const } },
      { ...order(1), audio: { ...audio, bitrateKbps: 64 } },
      { ...order(1), audio: { ...audio, sampleRate: 48_000 } },
      { ...order(1), audio: { ...audio, channels: 1 as const } },
    ]) {
      expect(cache.get(other)).toBeUndefined();
    }
  });
});
