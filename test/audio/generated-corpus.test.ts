import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logging, LogLevel } from 'mediabunny';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Examined, examine } from '../../src/audio/examine.ts';
import { isSoundIn } from '../../src/domain/song/song-formats.ts';
import { providers } from '../../src/providers/index.ts';
import { decodedSeconds, ffmpeg, hasFfmpeg } from '../fixtures/audio/ffmpeg.ts';

const SECONDS = 7.3;

interface Kind {
  ending: string;
  /** How FFmpeg makes it. */
  with: readonly string[];
  isFilm?: boolean;
  /** It is refused by its name. */
  refusedAs?: string;
}

const film = ['-c:v', 'mpeg4', '-b:v', '60k'];
const k = (ending: string, codec: string, more: readonly string[] = []): Kind => ({
  ending,
  with: ['-c:a', codec, ...more],
});
const f = (ending: string, codec: string, video: readonly string[] = film): Kind => ({
  ending,
  with: ['-c:a', codec, '-strict', '-2', ...video],
  isFilm: true,
});
const r = (kind: Kind, refusedAs: string): Kind => ({ ...kind, refusedAs });

/** Container × codec. */
const KINDS: readonly Kind[] = [
  k('mp3', 'libmp3lame', ['-b:a', '128k']),
  k('mp3', 'libmp3lame', ['-q:a', '4']),
  k('mp3', 'libmp3lame', ['-q:a', '4', '-write_xing', '0']),
  k('mp3', 'libmp3lame', ['-ar', '22050', '-ac', '1']),
  k('m4a', 'aac'),
  k('m4a', 'aac', ['-movflags', '+faststart']),
  k('m4a', 'aac', ['-movflags', '+frag_keyframe+empty_moov']),
  k('m4a', 'alac'),
  k('aac', 'aac'),
  k('ogg', 'libvorbis'),
  k('opus', 'libopus'),
  k('oga', 'flac'),
  k('flac', 'flac'),
  k('flac', 'flac', ['-ar', '44000']),
  k('flac', 'flac', ['-ar', '96000', '-sample_fmt', 's32']),
  ...['pcm_u8', 'pcm_s16le', 'pcm_s24le', 'pcm_s32le', 'pcm_f32le', 'pcm_f64le', 'pcm_alaw', 'pcm_mulaw'].map((codec) =>
    k('wav', codec),
  ),
  k('wav', 'adpcm_ms'),
  k('wav', 'adpcm_ima_wav'),
  k('wav', 'adpcm_ima_wav', ['-ac', '1']),
  k('wav', 'libmp3lame'),
  k('wav', 'pcm_s16le', ['-ac', '6']),
  k('wav', 'pcm_s16le', ['-rf64', 'always']),
  ...['pcm_s16be', 'pcm_s24be', 'pcm_s8'].map((codec) => k('aiff', codec)),
  ...['pcm_s16le', 'pcm_f32be'].map((codec) => k('aifc', codec, ['-f', 'aiff'])),
  ...['aac', 'libmp3lame', 'flac', 'libopus'].map((codec) => f('mp4', codec)),
  ...['aac', 'pcm_s16le', 'pcm_s16be', 'pcm_s24le'].map((codec) => f('mov', codec)),
  k('mov', 'aac'),
  f('3gp', 'aac'),
  ...['aac', 'libmp3lame', 'flac', 'libopus', 'libvorbis', 'pcm_s16le'].map((codec) => f('mkv', codec)),
  ...['libopus', 'libvorbis'].map((codec) => k('webm', codec)),
  k('mka', 'libopus'),
  ...['aac', 'libmp3lame'].map((codec) => f('ts', codec, ['-c:v', 'mpeg2video'])),
  r(k('wma', 'wmav2'), 'WMA'),
  r(k('caf', 'pcm_s16le'), 'CAF'),
  r(k('caf', 'alac'), 'CAF'),
  r(k('mp2', 'mp2'), 'MP2'),
  r(k('ac3', 'ac3'), 'AC-3'),
  r(f('mp4', 'ac3'), 'AC-3'),
  r(f('mkv', 'eac3'), 'AC-3'),
  r(f('mkv', 'dca'), 'DTS'),
  r(k('au', 'pcm_s16be'), 'AU'),
  r(k('wv', 'wavpack'), 'WavPack'),
  r(k('tta', 'tta'), 'TTA'),
  r(f('avi', 'libmp3lame'), 'AVI'),
  r(f('flv', 'libmp3lame', ['-c:v', 'flv1']), 'FLV'),
  r(f('mpg', 'mp2', ['-c:v', 'mpeg1video']), 'MPEG'),
  r(k('wav', 'g726', ['-ac', '1', '-ar', '8000']), 'OddWav'),
  r(f('mov', 'alac'), 'FilmWithAlac'),
];

/** What happens to files on their way. Every one is still played by FFmpeg, or is broken off. */
const DEFECTS: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
  whole: (bytes) => bytes,
  'with something behind it': (bytes) => Buffer.concat([bytes, Buffer.alloc(3_000, 'la la ')]),
  'broken off': (bytes) => bytes.subarray(0, Math.floor(bytes.length * 0.97)),
};

/** By how many seconds a length may differ from FFmpeg's: of what is sent, and of what came. */
const WITHIN: Readonly<Record<string, { sent: number; came: number }>> = {
  whole: { sent: 0.05, came: 0.1 },
  'with something behind it': { sent: 0.05, came: 0.1 },
  // Of a film that is broken off, the last piece is lost; where the last frame ends, readers see in their own way.
  'broken off': { sent: 0.12, came: 0.6 },
};

describe.runIf(hasFfmpeg)('a generated file', () => {
  let folder: string;
  beforeAll(async () => {
    Logging.level = LogLevel.Silent;
    folder = await mkdtemp(join(tmpdir(), 'coverband-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('is taken at FFmpeg’s length, as what every provider takes, or refused by its name', async () => {
    const wrong: string[] = [];
    let count = 0;
    for (const [index, kind] of KINDS.entries()) {
      const path = join(folder, `${index}.${kind.ending}`);
      const made = await make(path, kind).catch((error: unknown) => error);
      if (made instanceof Error) {
        wrong.push(`${index}.${kind.ending} ${kind.with.join(' ')}: not made: ${made.message}`);
        continue;
      }
      const bytes = await readFile(path);
      for (const defect of Object.keys(DEFECTS)) {
        count += 1;
        const fault = await judge(path, bytes, kind, defect);
        if (fault) wrong.push(`${kind.ending} ${kind.with.join(' ')}, ${defect}: ${fault}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(count).toBeGreaterThanOrEqual(150);
  }, 300_000);
});

async function make(path: string, { with: given, isFilm = false }: Kind): Promise<void> {
  const tone = ['-f', 'lavfi', '-i', `sine=f=330:d=${SECONDS}:r=44100`];
  const picture = isFilm ? ['-f', 'lavfi', '-i', `testsrc=s=64x64:r=25:d=${SECONDS}`] : [];
  await ffmpeg(...tone, ...picture, '-ac', '2', ...given, path);
}

async function judge(path: string, bytes: Buffer, kind: Kind, defect: string): Promise<string | undefined> {
  const broken = DEFECTS[defect]?.(bytes) ?? bytes;
  await writeFile(path, broken);
  const came = await decodedSeconds(path);
  const examined = await examine(broken);
  const replacement = examined.kind === 'song' ? examined.replacement : null;
  if (replacement) await writeFile(`${path}.sent`, replacement);
  return faultOf(examined, { came, sent: replacement ? await decodedSeconds(`${path}.sent`) : came }, kind, defect);
}

function faultOf(
  examined: Examined,
  ffmpegs: { came: number; sent: number },
  kind: Kind,
  defect: string,
): string | undefined {
  const { came, sent } = ffmpegs;
  if (examined.kind === 'damaged') return came > 0.5 ? `damaged (${examined.reason}), FFmpeg has ${came}` : undefined;
  if (examined.kind === 'refused') {
    const { key, params } = examined.text;
    if (key === 'song.unreadFormat' && kind.refusedAs === (params as { format: string }).format) return undefined;
    const isTrue = defect === 'broken off' && key === 'song.cutOff';
    return isTrue ? undefined : `refused: ${JSON.stringify(examined.text)}`;
  }
  const { container, codec, durationMs } = examined.song;
  if (kind.refusedAs) return `taken as ${container} ${codec}`;
  const rows = providers
    .flatMap(({ models }) => models)
    .filter(({ uploads, retired }) => uploads !== 'none' && !retired);
  const untaken = rows.find(({ reference }) => !isSoundIn(reference.sounds, { container, codec }));
  if (untaken) return `${container} ${codec} is not taken by ${untaken.id}`;
  const seconds = durationMs / 1_000;
  const isRight = (['came', 'sent'] as const).every(
    (which) => Math.abs(seconds - ffmpegs[which]) <= (WITHIN[defect]?.[which] ?? 0),
  );
  return isRight ? undefined : `${seconds} s as ${container} ${codec}, FFmpeg has ${came}, and ${sent} of what is sent`;
}

it.skipIf(hasFfmpeg)('generated files are not looked at: there is no FFmpeg on this machine', () => {
  expect(hasFfmpeg).toBe(false);
});
