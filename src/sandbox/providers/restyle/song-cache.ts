import { createHash } from 'node:crypto';
import type { RestyledSong, RestyleOrder } from './messages.ts';

export interface SongCache {
  get(order: RestyleOrder): RestyledSong | undefined;
  put(order: RestyleOrder, song: RestyledSong): void;
}

/** Keeps the songs that were used last, up to a number of bytes in all. */
export function createSongCache(maximumBytes: number): SongCache {
  // A map keeps the order of insertion: the first is the one that was not used for longest.
  const songs = new Map<string, RestyledSong>();
  let bytes = 0;

  return {
    get(order) {
      const key = keyOf(order);
      const song = songs.get(key);
      if (!song) return undefined;
      songs.delete(key);
      songs.set(key, song);
      return copyOf(song);
    },
    put(order, song) {
      const key = keyOf(order);
      bytes += song.data.length - (songs.get(key)?.data.length ?? 0);
      songs.delete(key);
      songs.set(key, copyOf(song));
      for (const [oldest, { data }] of songs) {
        if (bytes <= maximumBytes) break;
        songs.delete(oldest);
        bytes -= data.length;
      }
    },
  };
}

/** Callers may change or transfer what they get. */
function copyOf(song: RestyledSong): RestyledSong {
  return { ...song, data: song.data.slice() };
}

function keyOf({ reference, style, lyrics, seed, audio }: RestyleOrder): string {
  const { format, bitrateKbps, sampleRate, channels } = audio;
  const hash = createHash('sha256').update(reference).digest('hex');
  return JSON.stringify([hash, style, lyrics, seed, format, bitrateKbps, sampleRate, channels]);
}
