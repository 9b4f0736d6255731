import { deflateRawSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Examined, examine } from '../../src/audio/examine.ts';
import type { ProbedSong } from '../../src/audio/port.ts';
import { ffmpeg, hasFfmpeg } from '../fixtures/audio/ffmpeg.ts';
import { encodeFlac, FLAC_SAMPLE_RATE, withTotalSamples } from '../fixtures/audio/flac.ts';
import { createAac, createM4a, createOpus } from '../fixtures/audio/m4a.ts';
import { createMp3, encodeMp3, id3, id3Text, mp3FramesFor, mp3Seconds, xingFrame } from '../fixtures/audio/mp3.ts';
import { encodeVorbis, oggOfFlac } from '../fixtures/audio/ogg.ts';
import { createRf64, createWave } from '../fixtures/audio/wave.ts';

const LONGEST_SECONDS = 361;

async function songIn(bytes: Uint8Array, maximumSeconds = LONGEST_SECONDS): Promise<ProbedSong> {
  const examined = await examine(bytes, { maximumSeconds });
  if (examined.kind !== 'song') throw new Error(JSON.stringify(examined));
  return examined.song;
}

/** Within 30 ms. */
async function expectSeconds(bytes: Uint8Array, seconds: number): Promise<void> {
  const { durationMs } = await songIn(bytes);
  expect(Math.abs(durationMs - seconds * 1000)).toBeLessThanOrEqual(30);
}

const half = (bytes: Buffer) => bytes.subarray(0, bytes.length / 2);
const cutOff = (claimedSeconds: number, actualSeconds: number): Examined => ({
  kind: 'refused',
  text: { key: 'song.cutOff', params: { claimedSeconds, actualSeconds } },
});
const notAudio: Examined = { kind: 'refused', text: { key: 'song.notAudio', params: {} } };

let flac: Buffer;
beforeAll(async () => {
  flac = await encodeFlac({ seconds: 6, title: 'Night Drive' });
});

describe('a good file', () => {
  it.each(['u8', 's16', 's24', 'f32', 'extensible'] as const)('is recognised as WAV with %s samples', async (kind) => {
    const wave = createWave({ seconds: 1.5, kind });
    expect(await songIn(wave)).toMatchObject({ container: 'WAV', codec: 'PCM', durationMs: 1_500 });
  });

  it('is recognised as WAV when it is compressed, mono and at another rate', async () => {
    const wave = createWave({ seconds: 2, kind: 'ulaw', channels: 1, sampleRate: 8_000 });
    expect(await songIn(wave)).toMatchObject({ container: 'WAV', codec: 'PCM', durationMs: 2_000 });
  });

  it('is recognised as WAV when a pipe left it without sizes, and in its large form RF64', async () => {
    expect(await songIn(createWave({ seconds: 6, piped: true }))).toMatchObject({
      container: 'WAV',
      durationMs: 6_000,
    });
    expect(await songIn(createRf64({ seconds: 6 }))).toMatchObject({
      container: 'WAV',
      codec: 'PCM',
      durationMs: 6_000,
    });
  });

  it('is recognised as MP3, at a constant bit rate or a variable one, with or without a length in its header', async () => {
    const variable = createMp3({ seconds: 6, kbps: [32, 320, 64] });
    const header = xingFrame({ frames: mp3FramesFor(6), bytes: variable.length });
    expect(await songIn(variable)).toMatchObject({ container: 'MP3', codec: 'MP3' });
    await expectSeconds(createMp3({ seconds: 6 }), 6);
    await expectSeconds(variable, 6);
    await expectSeconds(Buffer.concat([header, variable]), 6);
  });

  it('is recognised as MP3 by a real encoder', async () => {
    // LAME adds its delay and fills the last frame, which players cut off again.
    for (const mp3 of [await encodeMp3({ seconds: 2 }), await encodeMp3({ seconds: 2, kbps: 128 })]) {
      const { container, durationMs } = await songIn(mp3);
      expect(container).toBe('MP3');
      expect(durationMs).toBeGreaterThanOrEqual(2_000);
      expect(durationMs).toBeLessThanOrEqual(2_000 + 2 * mp3Seconds(1) * 1_000 + 1);
    }
  });

  it('is recognised as FLAC, also when a pipe left it without a length', async () => {
    expect(await songIn(flac)).toMatchObject({ container: 'FLAC', codec: 'FLAC', durationMs: 6_000 });
    await expectSeconds(withTotalSamples(flac, 0), 6);
  });

  it('is recognised as OGG with Vorbis or Opus, and as FLAC where it is FLAC in Ogg', async () => {
    expect(await songIn(await encodeVorbis({ seconds: 2 }))).toMatchObject({ container: 'OGG', codec: 'Vorbis' });
    await expectSeconds(await encodeVorbis({ seconds: 2 }), 2);
    expect(await songIn(await createOpus({ seconds: 2 }))).toMatchObject({ container: 'OGG', codec: 'Opus' });
    await expectSeconds(await createOpus({ seconds: 2 }), 2);
    expect(await songIn(await oggOfFlac(flac))).toMatchObject({ container: 'FLAC', codec: 'FLAC', durationMs: 6_000 });
  });

  it.each([
    false,
    'in-memory',
    'fragmented',
  ] as const)('is recognised as M4A with its table at %s', async (fastStart) => {
    const m4a = await createM4a({ seconds: 6, fastStart });
    expect(await songIn(m4a)).toMatchObject({ container: 'M4A', codec: 'AAC' });
    await expectSeconds(m4a, 6);
  });

  it('is recognised as bare AAC', async () => {
    const aac = await createAac({ seconds: 6 });
    expect(await songIn(aac)).toMatchObject({ container: 'AAC', codec: 'AAC' });
    await expectSeconds(aac, 6);
  });

  it('gives title and artist, of whatever kind its tags are', async () => {
    const tags = id3(Buffer.concat([id3Text('TIT2', 'Ночь\n\0'), id3Text('TPE1', 'The Band')]));
    const tagged = { title: 'Night Drive', artist: 'The Band' };
    expect(await songIn(Buffer.concat([tags, createMp3({ seconds: 1 })]))).toMatchObject({
      title: 'Ночь',
      artist: 'The Band',
    });
    expect(await songIn(await createM4a({ seconds: 1, ...tagged }))).toMatchObject(tagged);
    expect(await songIn(flac)).toMatchObject({ title: 'Night Drive', artist: null });
    expect(await songIn(createWave({ seconds: 1, title: 'Night Drive' }))).toMatchObject({ title: 'Night Drive' });
    expect(await songIn(createMp3({ seconds: 1 }))).toMatchObject({ title: null, artist: null });
  });

  it('gives a title that fits a message, however long the tag is', async () => {
    const tags = id3(id3Text('TIT2', 'la '.repeat(3_000)));
    const { title } = await songIn(Buffer.concat([tags, createMp3({ seconds: 1 })]));
    expect(title).toHaveLength(200);
  });
});

describe('a length that is not true', () => {
  it('is not guessed from the first bit rate: a quiet start does not make a song long', async () => {
    const song = Buffer.concat([createMp3({ seconds: 1, kbps: [32] }), createMp3({ seconds: 5, kbps: [320, 256] })]);
    await expectSeconds(song, 6);
  });

  it('does no harm where the header claims too little', async () => {
    const mp3 = createMp3({ seconds: 6, kbps: [32, 320, 64] });
    await expectSeconds(Buffer.concat([xingFrame({ frames: 20, bytes: mp3.length }), mp3]), 6);
    await expectSeconds(withTotalSamples(flac, FLAC_SAMPLE_RATE), 6);
  });

  it('counts as cut off where the header claims far more than there is', async () => {
    const mp3 = createMp3({ seconds: 6, kbps: [32, 320, 64] });
    const claimed = Buffer.concat([xingFrame({ frames: mp3FramesFor(180), bytes: mp3.length }), mp3]);
    expect(await examine(claimed, { maximumSeconds: LONGEST_SECONDS })).toEqual(cutOff(180, 6));
    expect(await examine(withTotalSamples(flac, 180 * FLAC_SAMPLE_RATE), { maximumSeconds: LONGEST_SECONDS })).toEqual(
      cutOff(180, 6),
    );
    expect(await examine(createWave({ seconds: 1, claimedSeconds: 20 }), { maximumSeconds: LONGEST_SECONDS })).toEqual(
      cutOff(20, 1),
    );
  });

  it('is forgiven where it is little', async () => {
    await expectSeconds(withTotalSamples(flac, 7.9 * FLAC_SAMPLE_RATE), 6);
    const wave = createWave({ seconds: 60, claimedSeconds: 62.9, sampleRate: 8_000 });
    await expectSeconds(wave, 60);
  });
});

describe('a file that was cut in half', () => {
  it('is told from a whole one where its header knew the length', async () => {
    const mp3 = createMp3({ seconds: 6 });
    const header = xingFrame({ frames: mp3FramesFor(6), bytes: mp3.length });
    expect(await examine(half(Buffer.concat([header, mp3])), { maximumSeconds: LONGEST_SECONDS })).toEqual(
      cutOff(6, 3),
    );
    expect(await examine(half(flac), { maximumSeconds: LONGEST_SECONDS })).toEqual(cutOff(6, 3));
    expect(await examine(half(createWave({ seconds: 6 })), { maximumSeconds: LONGEST_SECONDS })).toEqual(cutOff(6, 3));
  });

  it('is told from a whole one where its table lists packets that are missing', async () => {
    const m4a = await createM4a({ seconds: 60 });
    const cut = m4a.subarray(0, m4a.length - 7_752);
    expect(await examine(cut, { maximumSeconds: LONGEST_SECONDS })).toEqual(cutOff(60, 30));
  });

  it.runIf(hasFfmpeg).each(['webm', 'mkv'])(
    'is as long as the blocks that are there, in the last cluster too: %s',
    async (container) => {
      const sound = [
        '-f',
        'lavfi',
        '-i',
        'sine=d=30',
        '-c:a',
        'libopus',
        '-f',
        container === 'mkv' ? 'matroska' : 'webm',
      ];
      const [whole, live] = await Promise.all([ffmpeg(...sound, 'pipe:1'), ffmpeg(...sound, '-live', '1', 'pipe:1')]);
      // What is streamed says no length of the whole, which would be missed.
      for (const film of [whole, live]) {
        const { durationMs } = await songIn(film.subarray(0, film.length * 0.7));
        expect(durationMs).toBeGreaterThan(20_500);
        expect(durationMs).toBeLessThan(21_500);
      }
    },
  );

  it('is damaged where the cut took what is needed to read it', async () => {
    for (const cut of [
      half(await createM4a({ seconds: 6, fastStart: false })),
      half(await encodeVorbis({ seconds: 2 })),
      half(await createOpus({ seconds: 2 })),
      flac.subarray(0, 30),
      createWave({ seconds: 1 }).subarray(0, 40),
      createWave({ seconds: 0 }),
    ]) {
      expect(await examine(cut, { maximumSeconds: LONGEST_SECONDS })).toMatchObject({ kind: 'damaged' });
    }
  });

  it('is as long as what is left where nothing ever told its length', async () => {
    await expectSeconds(half(createMp3({ seconds: 6 })), 3);
    await expectSeconds(half(await createAac({ seconds: 6 })), 3);
  });
});

describe('a song that is too long', () => {
  it('shows as at least the longest length asked for, and is not walked to its end', async () => {
    const { durationMs } = await songIn(createMp3({ seconds: 400, kbps: [32] }));
    expect(durationMs).toBeGreaterThan(361_000);
    expect(durationMs).toBeLessThan(361_100);
    expect((await songIn(createWave({ seconds: 20, sampleRate: 8_000 }), 10)).durationMs).toBeLessThan(10_300);
  });

  it('is not called cut off, since nobody looked for its end', async () => {
    const mp3 = createMp3({ seconds: 20 });
    const header = xingFrame({ frames: mp3FramesFor(600), bytes: mp3.length });
    expect((await songIn(Buffer.concat([header, mp3]), 10)).durationMs).toBeGreaterThan(10_000);
  });
});

describe('what is not a song', () => {
  it.each<[string, Buffer]>([
    ['a web page', Buffer.from('<!doctype html><html><body>Not found</body></html>'.repeat(100))],
    ['text', Buffer.from('la la la '.repeat(1_000))],
    ['one byte', Buffer.from('a')],
    [
      'a picture',
      Buffer.concat([Buffer.from('ffd8ffe000104a46494600010100000100010000ffdb', 'hex'), Buffer.alloc(5_000, 7)]),
    ],
    ['zeros', Buffer.alloc(2_000_000)],
    ['ones', Buffer.alloc(2_000_000, 0xff)],
    ['noise', noise(200_000)],
    [
      'an archive',
      Buffer.concat([Buffer.from('504b03041400000008000000', 'hex'), deflateRawSync(Buffer.alloc(5_000_000))]),
    ],
    ['a playlist', Buffer.from('#EXTM3U\n#EXTINF:6,\nfile:///etc/passwd\n')],
  ])('is refused as not audio: %s', async (_, bytes) => {
    expect(await examine(bytes, { maximumSeconds: LONGEST_SECONDS })).toEqual(notAudio);
  });

  it('is not a film that has sound: that is taken out', async () => {
    const film = await createM4a({ seconds: 2, film: true });
    expect(await songIn(film)).toMatchObject({ container: 'M4A', codec: 'AAC' });
  });

  it('is refused as empty', async () => {
    expect(await examine(new Uint8Array(), { maximumSeconds: LONGEST_SECONDS })).toEqual({
      kind: 'refused',
      text: { key: 'song.empty', params: {} },
    });
  });
});

/** The same in every run. */
function noise(bytes: number): Buffer {
  const buffer = Buffer.alloc(bytes);
  let state = 1;
  for (let index = 0; index < bytes; index += 1) {
    state = (state * 48_271) % 0x7fffffff;
    buffer[index] = state & 0xff;
  }
  return buffer;
}
