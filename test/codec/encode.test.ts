import { ALL_FORMATS, BufferSource, EncodedPacketSink, Input } from 'mediabunny';
import { describe, expect, it } from 'vitest';
import { decodeAudio } from '../../src/codec/decode.ts';
import { encodeAudio } from '../../src/codec/encode.ts';
import { encodeMp3Pieces } from '../../src/codec/encode-mp3-pieces.ts';
import { amountOf, makeTones } from './sounds.ts';

const song = makeTones({ seconds: 0.7, hertz: [440, 660] });

async function packetsOf(file: Uint8Array) {
  using input = new Input({ source: new BufferSource(file), formats: ALL_FORMATS });
  const track = await input.getPrimaryAudioTrack();
  if (!track) throw new Error('no track');
  const sizes: number[] = [];
  for await (const packet of new EncodedPacketSink(track).packets()) sizes.push(packet.byteLength);
  return { seconds: await track.computeDuration(), sizes };
}

describe('a round trip', () => {
  it.each(['mp3', 'wav', 'flac', 'ogg'] as const)('through %s keeps length, channels and tones', async (format) => {
    const file = await encodeAudio(song, { format, bitrateKbps: 128, sampleRate: 44_100, channels: 2 });
    const { sampleRate, channels } = await decodeAudio(file);
    expect(sampleRate).toBe(44_100);
    const [left = new Float32Array(), right = new Float32Array()] = channels;
    expect([left.length, right.length]).toEqual([30_870, 30_870]);
    expect(amountOf(left, 440, sampleRate)).toBeCloseTo(0.5, 1);
    expect(amountOf(right, 660, sampleRate)).toBeCloseTo(0.5, 1);
    expect(amountOf(left, 660, sampleRate)).toBeLessThan(0.02);
  });

  it.each([
    ...[8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000].map((rate) => ['mp3', rate] as const),
    ...[8_000, 12_000, 16_000, 24_000, 48_000].map((rate) => ['ogg', rate] as const),
    ...[8_000, 16_000, 48_000].map((rate) => ['flac', rate] as const),
    ...[8_000, 12_345, 96_000].map((rate) => ['wav', rate] as const),
  ])('through %s at %i Hz in mono keeps the length to the sample', async (format, sampleRate) => {
    const file = await encodeAudio(song, { format, bitrateKbps: 32, sampleRate, channels: 1 });
    const decoded = await decodeAudio(file);
    expect(decoded.sampleRate).toBe(sampleRate);
    expect(decoded.channels.map((channel) => channel.length)).toEqual([Math.round((30_870 * sampleRate) / 44_100)]);
    const [mixed = new Float32Array()] = decoded.channels;
    expect(amountOf(mixed, 440, sampleRate)).toBeCloseTo(0.25, 1);
    expect(amountOf(mixed, 660, sampleRate)).toBeCloseTo(0.25, 1);
  });

  it('brings samples beyond full scale back to it instead of wrapping around', async () => {
    const loud = { sampleRate: 44_100, channels: [Float32Array.of(...new Array(4_000).fill(1.7), Number.NaN, -3)] };
    const file = await encodeAudio(loud, { format: 'wav', bitrateKbps: 0, sampleRate: 44_100, channels: 1 });
    const [samples = new Float32Array()] = (await decodeAudio(file)).channels;
    expect(samples[10]).toBeCloseTo(1, 3);
    expect(samples[4_000]).toBe(0);
    expect(samples[4_001]).toBe(-1);
  });

  it('gives the same bytes for the same sound', async () => {
    for (const format of ['mp3', 'ogg', 'flac', 'wav'] as const) {
      const wish = { format, bitrateKbps: 96, sampleRate: 44_100, channels: 2 } as const;
      expect(Buffer.compare(await encodeAudio(song, wish), await encodeAudio(song, wish))).toBe(0);
    }
  });
});

describe('MP3', () => {
  it.each([
    [44_100, 192, 2],
    [48_000, 320, 2],
    [32_000, 32, 1],
    [22_050, 64, 2],
    [8_000, 8, 1],
    [8_000, 8, 2],
  ] as const)('at %i Hz has the constant bitrate %i kbit/s and says its length', async (sampleRate, bitrateKbps, channels) => {
    const file = await encodeAudio(song, { format: 'mp3', bitrateKbps, sampleRate, channels });
    const { seconds, sizes } = await packetsOf(file);
    // A frame is 1152 samples (576 below 32 kHz), padded by a byte now and then; delay and padding make two more of them.
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
    const frameSeconds = (sampleRate >= 32_000 ? 1_152 : 576) / sampleRate;
    expect((sizes.reduce((sum, size) => sum + size, 0) * 8) / (sizes.length * frameSeconds)).toBeCloseTo(
      bitrateKbps * 1_000,
      -3,
    );
    expect(seconds).toBeGreaterThanOrEqual(0.7);
    expect(seconds).toBeLessThan(0.7 + 3 * frameSeconds);
  });

  it('takes the nearest bitrate and rate that it has', async () => {
    const file = await encodeAudio(song, { format: 'mp3', bitrateKbps: 200, sampleRate: 96_000, channels: 1 });
    const { sizes } = await packetsOf(file);
    expect((await decodeAudio(file)).sampleRate).toBe(48_000);
    expect(sizes[0]).toBe((1_152 * 192 * 125) / 48_000);
  });
});

describe('MP3 from pieces', () => {
  it.each([
    [44_100, 2],
    [32_000, 1],
  ] as const)('at %i Hz with %i channels is the file that it would be at once', async (sampleRate, channels) => {
    async function* pieces() {
      for (let start = 0; start < 30_870; start += 7_001) {
        yield { ...song, channels: song.channels.map((channel) => channel.subarray(start, start + 7_001)) };
      }
    }
    const settings = { bitrateKbps: 96, sampleRate, channels };
    const whole = await encodeAudio(song, { format: 'mp3', ...settings });
    expect(Buffer.compare(await encodeMp3Pieces(pieces(), settings), whole)).toBe(0);
  });
});

describe('OGG', () => {
  it('comes out near the bitrate that was asked for', async () => {
    const rich = {
      sampleRate: 48_000,
      channels: [1, 2].map((channel) => {
        let state = channel;
        return Float32Array.from({ length: 72_000 }, (_, index) => {
          state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
          return 0.2 * Math.sin(index / 20) + 0.2 * Math.sin(index / 7) + 0.05 * (state / 2 ** 30 - 1);
        });
      }),
    };
    for (const bitrateKbps of [64, 128, 224]) {
      const file = await encodeAudio(rich, { format: 'ogg', bitrateKbps, sampleRate: 48_000, channels: 2 });
      const actual = (file.length * 8) / 1_500;
      expect(actual / bitrateKbps).toBeGreaterThan(0.7);
      expect(actual / bitrateKbps).toBeLessThan(1.4);
    }
  });
});
