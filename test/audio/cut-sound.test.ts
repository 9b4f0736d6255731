import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logging, LogLevel } from 'mediabunny';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { examine } from '../../src/audio/examine.ts';
import { ffmpeg, hasFfmpeg, inspect } from '../fixtures/audio/ffmpeg.ts';
import { createMp3 } from '../fixtures/audio/mp3.ts';
import { createWave } from '../fixtures/audio/wave.ts';

Logging.level = LogLevel.Silent;

async function cut(bytes: Uint8Array, startSeconds: number, seconds: number) {
  const examined = await examine(bytes, { part: { startSeconds, seconds } });
  if (examined.kind !== 'song' || !examined.replacement) throw new Error(JSON.stringify(examined));
  return { song: examined.song, bytes: examined.replacement };
}

describe('a part of a song', () => {
  it('is as long as it was asked for, and to the end where there is no more', async () => {
    const wave = createWave({ seconds: 12 });
    expect((await cut(wave, 0, 6)).song).toMatchObject({ container: 'WAV', durationMs: 6_000 });
    expect((await cut(wave, 10, 6)).song.durationMs).toBe(2_000);
    const { song } = await cut(createMp3({ seconds: 12 }), 3, 6);
    expect(song.durationMs).toBeGreaterThan(5_800);
    expect(song.durationMs).toBeLessThanOrEqual(6_000);
  });

  it('is refused where nothing is left of the song', async () => {
    const examined = await examine(createWave({ seconds: 2 }), { part: { startSeconds: 3, seconds: 6 } });
    expect(examined).toMatchObject({ kind: 'damaged', reason: 'nothing in that part' });
  });
});

/** Ending, and how FFmpeg makes it. */
const KINDS: readonly [ending: string, ...how: string[]][] = [
  ['mp3', '-c:a', 'libmp3lame', '-b:a', '128k'],
  ['mp3', '-c:a', 'libmp3lame', '-q:a', '4', '-write_xing', '0'],
  ['m4a', '-c:a', 'aac'],
  ['aac', '-c:a', 'aac'],
  ['m4a', '-c:a', 'alac'],
  ['flac', '-c:a', 'flac'],
  ['flac', '-c:a', 'flac', '-ar', '192000'],
  ['ogg', '-c:a', 'libvorbis'],
  ['opus', '-c:a', 'libopus'],
  ['wav', '-c:a', 'pcm_s24le'],
  ['aiff', '-c:a', 'pcm_s16be'],
  ['oga', '-c:a', 'flac'],
  ['mp4', '-c:a', 'aac', '-c:v', 'mpeg4', '-b:v', '60k'],
  ['mov', '-c:a', 'pcm_s16be', '-c:v', 'mpeg4', '-b:v', '60k'],
  ['webm', '-c:a', 'libopus', '-c:v', 'libvpx', '-b:v', '60k', '-deadline', 'realtime', '-cpu-used', '8'],
  ['mkv', '-c:a', 'libvorbis', '-c:v', 'mpeg4', '-b:v', '60k'],
  ['mkv', '-c:a', 'aac', '-c:v', 'mpeg4', '-b:v', '60k'],
  ['ts', '-c:a', 'aac', '-c:v', 'mpeg4', '-b:v', '60k'],
];

// It writes what is cut, and says how long that is and what is wrong with it.
describe.skipIf(!hasFfmpeg)('a part of a song, as FFmpeg sees it', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'coverband-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it.each(KINDS)(
    'decodes cleanly, and is the same sound, out of %s (%s %s)',
    { timeout: 60_000 },
    async (ending, ...how) => {
      const path = join(folder, `song.${ending}`);
      const isFilm = how.includes('-c:v');
      // A tone that rises with time, so that what is heard says where it was.
      const sound = [
        '-f',
        'lavfi',
        '-i',
        'aevalsrc=0.4*sin(2*PI*(300+25*t)*t)|0.4*sin(2*PI*(300+25*t)*t):s=44100:d=20',
      ];
      const picture = isFilm ? ['-f', 'lavfi', '-i', 'testsrc=s=64x64:r=10:d=20', '-shortest'] : [];
      await ffmpeg(...sound, ...picture, ...how, path);
      const made = await cut(await readFile(path), 7.5, 6);
      const part = join(folder, `part.${made.song.container.toLowerCase()}`);
      await writeFile(part, made.bytes);

      const seen = await inspect(part);
      expect(seen.complaints).toBe('');
      expect(seen.seconds).toBeLessThanOrEqual(6);
      expect(seen.seconds).toBeGreaterThan(4.9);
      expect(Math.abs(seen.decodedSeconds - made.song.durationMs / 1_000)).toBeLessThan(0.08);
      expect(seen.startSeconds).toBeLessThan(0.06);
      // After 0.5 s: 300 + 2 × 25 × 8 Hz; and where it was cut to a clean start, up to a second further.
      const tone = await toneAt(part, 0.5);
      expect(tone).toBeGreaterThan(690);
      expect(tone).toBeLessThan(755);
    },
  );

  async function toneAt(path: string, startSeconds: number): Promise<number> {
    const raw = await ffmpeg('-i', path, '-ac', '1', '-ar', '44100', '-f', 's16le', 'pipe:1');
    const start = startSeconds * 44_100;
    const samples = new Int16Array(raw.buffer, raw.byteOffset, raw.length >> 1).subarray(start, start + 4_410);
    let crossings = 0;
    for (let index = 1; index < samples.length; index++) {
      if ((samples[index - 1] ?? 0) < 0 && (samples[index] ?? 0) >= 0) crossings += 1;
    }
    return crossings / (samples.length / 44_100);
  }
});
