import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { examine } from '../../src/audio/examine.ts';

/** Synthesized songs of every kind that people have: sine waves and silence. */
const CORPUS = new URL('../fixtures/audio/corpus/', import.meta.url);

async function read(name: string): Promise<Uint8Array> {
  const bytes = await readFile(new URL(name, CORPUS));
  return name.endsWith('.gz') ? gunzipSync(bytes) : bytes;
}

/** What is sent, how long it is in seconds, by how much that may be wrong, and whether the upload itself is sent. */
type Right = [name: string, sends: string, seconds: number, within: number, what: 'untouched' | 'changed'];

const accepted: Right[] = [
  ['aac-cut-start.aac', 'AAC AAC', 9, 0.1, 'changed'],
  ['downloader-audio.webm', 'OGG Opus', 7, 0.1, 'changed'],
  ['flac-192000hz-by-ffmpeg.flac', 'FLAC FLAC', 7, 0.05, 'untouched'],
  ['flac-44000hz-by-ffmpeg.flac', 'FLAC FLAC', 7, 0.05, 'untouched'],
  ['garageband.aiff', 'WAV PCM', 6.1, 0.05, 'changed'],
  ['hls-segment.m2t', 'AAC AAC', 7.1, 0.1, 'changed'],
  ['little-endian.aifc', 'WAV PCM', 6.1, 0.05, 'changed'],
  ['m4a-with-chapter-pictures.m4a', 'M4A AAC', 7, 0.1, 'changed'],
  ['mp3-7min.mp3.gz', 'MP3 MP3', 420, 0.05, 'untouched'],
  ['mp3-cut-start-b.mp3', 'MP3 MP3', 8.8, 0.1, 'changed'],
  ['mp3-cut-start-c.mp3', 'MP3 MP3', 8.2, 0.1, 'changed'],
  ['mp3-id3-size-not-syncsafe.mp3', 'MP3 MP3', 9.1, 0.1, 'changed'],
  ['mp3-junk-5k-front.mp3', 'MP3 MP3', 9.1, 0.1, 'changed'],
  ['mp3-stereo-then-mono.mp3', 'MP3 MP3', 11.2, 0.1, 'untouched'],
  ['ogg-hole-between-pages.ogg', 'OGG Vorbis', 9, 0.1, 'changed'],
  ['ogg-last-page-1-byte-short.ogg', 'OGG Vorbis', 8.5, 0.6, 'changed'],
  ['opus-last-page-100-bytes-short.opus', 'OGG Opus', 8.5, 0.6, 'changed'],
  ['quicktime-audio-only.qta', 'M4A AAC', 7, 0.1, 'changed'],
  ['quicktime-pcm.mov', 'WAV PCM', 6.1, 0.05, 'changed'],
  ['video-with-song.mkv', 'M4A AAC', 7.1, 0.1, 'changed'],
  ['video-with-song.mp4', 'M4A AAC', 7, 0.1, 'changed'],
  ['voice-memo-lossless.m4a', 'M4A ALAC', 6.5, 0.05, 'untouched'],
  ['voice-memo.m4a', 'M4A AAC', 8, 0.1, 'untouched'],
  ['wav-data-size-zero.wav', 'WAV PCM', 8, 0.01, 'changed'],
  ['wav-empty-id3-chunk-last.wav', 'WAV PCM', 8, 0.01, 'changed'],
  ['wav-id3v2-front.wav', 'WAV PCM', 8, 0.01, 'changed'],
  ['wav-sizes-zero.wav', 'WAV PCM', 8, 0.01, 'changed'],
];

describe('a song that people have', () => {
  it.each(accepted)('is taken: %s, sent as %s', async (name, sends, seconds, within, what) => {
    const examined = await examine(await read(name));
    if (examined.kind !== 'song') throw new Error(JSON.stringify(examined));
    const { container, codec, durationMs, soundHash } = examined.song;
    expect(`${container} ${codec}`).toBe(sends);
    expect(Math.abs(durationMs / 1_000 - seconds)).toBeLessThanOrEqual(within);
    expect(soundHash).toMatch(/^[0-9a-f]{64}$/);
    expect(examined.replacement === null ? 'untouched' : 'changed').toBe(what);
  });

  it('is refused by its name where it cannot be read', async () => {
    expect(await examine(await read('core-audio.caf'))).toEqual({
      kind: 'refused',
      text: { key: 'song.unreadFormat', params: { format: 'CAF' } },
    });
  });
});

describe('what was taken out of a song', () => {
  it.each(
    accepted.filter(([, , , , what]) => what === 'changed'),
  )('is a whole file, sent as it is: %s', async (name, sends, seconds, within) => {
    const first = await examine(await read(name));
    if (first.kind !== 'song' || first.replacement === null) throw new Error(JSON.stringify(first));
    const again = await examine(first.replacement);
    if (again.kind !== 'song') throw new Error(JSON.stringify(again));
    expect(again.replacement).toBeNull();
    expect(`${again.song.container} ${again.song.codec}`).toBe(sends);
    expect(Math.abs(again.song.durationMs / 1_000 - seconds)).toBeLessThanOrEqual(within);
    expect(again.song.soundHash).toBe(first.song.soundHash);
  });
});
