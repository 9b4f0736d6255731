import { readFile } from 'node:fs/promises';
import {
  ADTS,
  AdtsOutputFormat,
  BufferSource,
  BufferTarget,
  EncodedAudioPacketSource,
  EncodedPacketSink,
  FLAC,
  FlacOutputFormat,
  Input,
  MP3,
  MP4,
  Mp3OutputFormat,
  Mp4OutputFormat,
  OGG,
  OggOutputFormat,
  Output,
  type OutputFormat,
  WAVE,
} from 'mediabunny';
import { describe, expect, it } from 'vitest';
import { examine } from '../../src/audio/examine.ts';
import { encodeFlac } from '../fixtures/audio/flac.ts';
import { createM4a } from '../fixtures/audio/m4a.ts';
import { encodeMp3, id3, id3Text, mp3FramesFor, xingFrame } from '../fixtures/audio/mp3.ts';
import { encodeVorbis, oggOfFlac } from '../fixtures/audio/ogg.ts';
import { createTone } from '../fixtures/audio/tone.ts';
import { createWave } from '../fixtures/audio/wave.ts';

const fixture = (name: string) => readFile(new URL(`../codec/fixtures/${name}`, import.meta.url));

async function soundOf(bytes: Uint8Array): Promise<string | null> {
  const examined = await examine(bytes, { maximumSeconds: 361 });
  if (examined.kind !== 'song') throw new Error(`not a song: ${JSON.stringify(examined)}`);
  return examined.song.soundHash;
}

const trackOf = async (bytes: Uint8Array) => {
  const input = new Input({ source: new BufferSource(bytes), formats: [MP4, WAVE, OGG, FLAC, MP3, ADTS] });
  const track = await input.getPrimaryAudioTrack();
  if (!track) throw new Error('a song has a track');
  return track;
};

/** The same packets in another file, with a title. */
async function remuxed(bytes: Uint8Array, format: OutputFormat, title = 'Another title'): Promise<Buffer> {
  const track = await trackOf(bytes);
  const codec = await track.getCodec();
  const decoderConfig = await track.getDecoderConfig();
  if (!codec || !decoderConfig) throw new Error('a song has a codec');
  const target = new BufferTarget();
  const output = new Output({ format, target });
  const source = new EncodedAudioPacketSource(codec);
  output.addAudioTrack(source);
  output.setMetadataTags({ title });
  await output.start();
  let isFirst = true;
  for await (const packet of new EncodedPacketSink(track).packets()) {
    await source.add(packet, isFirst ? { decoderConfig } : undefined);
    isFirst = false;
  }
  await output.finalize();
  return Buffer.from(target.buffer ?? new ArrayBuffer(0));
}

const appended = (bytes: Uint8Array) => Buffer.concat([bytes, Buffer.from([0]), Buffer.from('a little more')]);

describe('the sum over the sound of a song', () => {
  it('is the same for AAC in MP4, bare, with other tags, and with bytes appended', async () => {
    const m4a = await fixture('song.m4a');
    const sum = await soundOf(m4a);

    expect(sum).toMatch(/^[0-9a-f]{64}$/);
    const bare = await remuxed(m4a, new AdtsOutputFormat());
    for (const same of [bare, appended(bare), appended(m4a)]) await expect(soundOf(same)).resolves.toBe(sum);
    for (const fastStart of [false, 'in-memory', 'fragmented'] as const) {
      await expect(soundOf(await remuxed(m4a, new Mp4OutputFormat({ fastStart })))).resolves.toBe(sum);
    }
    await expect(soundOf(await fixture('song.aac'))).resolves.toBe(sum);
    await expect(soundOf(await createM4a({ seconds: 2 }))).resolves.not.toBe(sum);
  });

  it('is the same for MP3 with other tags, before, behind, in a header of its own, and with bytes appended', async () => {
    const mp3 = await encodeMp3({ seconds: 3 });
    const sum = await soundOf(mp3);

    const tag = Buffer.concat([Buffer.from('TAGAnother title'), Buffer.alloc(112)]);
    const headed = Buffer.concat([xingFrame({ frames: mp3FramesFor(3), bytes: mp3.length }), mp3]);
    const tagged = Buffer.concat([id3(id3Text('TIT2', 'Another title')), mp3]);
    for (const same of [appended(mp3), Buffer.concat([mp3, tag]), headed, tagged]) {
      await expect(soundOf(same)).resolves.toBe(sum);
    }
    await expect(soundOf(await remuxed(mp3, new Mp3OutputFormat()))).resolves.toBe(sum);
    await expect(soundOf(await encodeMp3({ seconds: 4 }))).resolves.not.toBe(sum);
  });

  it('is the same for FLAC with other tags, in Ogg, and with bytes appended', async () => {
    const flac = await encodeFlac({ seconds: 2, title: 'One title' });
    const sum = await soundOf(flac);

    await expect(soundOf(appended(flac))).resolves.toBe(sum);
    await expect(soundOf(await remuxed(flac, new FlacOutputFormat()))).resolves.toBe(sum);
    await expect(soundOf(await oggOfFlac(flac))).resolves.toBe(sum);
    await expect(soundOf(await encodeFlac({ seconds: 3 }))).resolves.not.toBe(sum);
  });

  it('is the same for Vorbis and Opus on other pages, with other tags, and with bytes appended', async () => {
    for (const ogg of [await encodeVorbis({ seconds: 2 }), await fixture('stereo.opus')]) {
      const sum = await soundOf(ogg);
      await expect(soundOf(await remuxed(ogg, new OggOutputFormat()))).resolves.toBe(sum);
      await expect(soundOf(await remuxed(ogg, new OggOutputFormat({ maximumPageDuration: 0.1 })))).resolves.toBe(sum);
    }
  });

  it('is the same for WAV with other chunks, and with bytes appended', async () => {
    const wave = toneWave();
    const sum = await soundOf(wave);

    await expect(soundOf(toneWave('Another title'))).resolves.toBe(sum);
    await expect(soundOf(appended(wave))).resolves.toBe(sum);
    await expect(soundOf(createWave({ seconds: 1 }))).resolves.not.toBe(sum);
  });

  it('is that of what is there where a file is broken off in the middle', async () => {
    const m4a = await remuxed(await fixture('song.m4a'), new Mp4OutputFormat({ fastStart: 'in-memory' }));
    await expect(soundOf(m4a.subarray(0, m4a.length - 40))).resolves.toMatch(/^[0-9a-f]{64}$/);
  });
});

function toneWave(title?: string): Buffer {
  const wave = createWave({ seconds: 1, channels: 1, kind: 'f32', ...(title !== undefined && { title }) });
  const tone = createTone(1, 44_100);
  Buffer.from(tone.buffer, tone.byteOffset, tone.byteLength).copy(wave, wave.length - tone.byteLength);
  return wave;
}
