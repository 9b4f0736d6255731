import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { decodeAudio } from '../../src/codec/decode.ts';
import { encodeAudio } from '../../src/codec/encode.ts';
import { gainMp3 } from '../../src/codec/mp3-gain.ts';
import { complaintsAbout, hasFfmpeg } from '../support/ffmpeg.ts';
import { makeTones } from './sounds.ts';

const fixture = (name: string) => readFile(new URL(`./fixtures/${name}`, import.meta.url));

const encoded = (sampleRate: number, channels: 1 | 2, bitrateKbps: number) =>
  encodeAudio(makeTones({ seconds: 1, sampleRate, hertz: channels === 1 ? [440] : [440, 660] }), {
    format: 'mp3',
    bitrateKbps,
    sampleRate,
    channels,
  });

const kinds = {
  'stereo of MPEG 1': () => encoded(44_100, 2, 192),
  'mono of MPEG 1': () => encoded(48_000, 1, 64),
  'stereo of MPEG 2': () => encoded(22_050, 2, 64),
  'mono of MPEG 2': () => encoded(16_000, 1, 32),
  'MPEG 2.5': () => encoded(11_025, 1, 32),
  'a variable bitrate': () => fixture('variable.mp3'),
  'the header of LAME': () => fixture('lame-header.mp3'),
  'checksums in its frames': () => fixture('checksums.mp3'),
};

describe('a gain that needs no decoding', () => {
  it.each(Object.entries(kinds))('multiplies every sample by the same: %s', async (_, make) => {
    const mp3 = await make();
    const before = await decodeAudio(mp3);
    for (const steps of [-6, -1, 2]) {
      const gained = gainMp3(mp3, steps);
      const after = await decodeAudio(gained ?? new Uint8Array());
      expect(gained?.length).toBe(mp3.length);
      expect(after.channels.map(({ length }) => length)).toEqual(before.channels.map(({ length }) => length));
      const factor = 2 ** (steps / 4);
      const differences = before.channels.map((channel, index) =>
        channel.reduce(
          (most, value, at) => Math.max(most, Math.abs(value * factor - (after.channels[index]?.[at] ?? 9))),
          0,
        ),
      );
      // A tenth of the smallest step of sixteen bits: what floats round.
      for (const difference of differences) expect(difference).toBeLessThan(3e-6);
    }
  });

  it.each(
    Object.entries(kinds),
  )('leaves what it is given alone, and is undone by its opposite: %s', async (_, make) => {
    const mp3 = await make();
    const kept = Buffer.from(mp3);
    const back = gainMp3(gainMp3(mp3, -5) ?? new Uint8Array(), 5) ?? new Uint8Array();
    expect(Buffer.compare(kept, mp3)).toBe(0);
    const [one, other] = await Promise.all([decodeAudio(mp3), decodeAudio(back)]);
    expect(other.channels).toEqual(one.channels);
  });

  it.runIf(hasFfmpeg).each(Object.entries(kinds))('keeps every checksum right: %s', async (_, make) => {
    const folder = await mkdtemp(join(tmpdir(), 'coverband-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const path = join(folder, 'gained.mp3');
    await writeFile(path, gainMp3(await make(), -3) ?? '');
    expect(complaintsAbout(path)).toBe('');
  });

  it('notes in the header of LAME what was done, and leaves out what is no longer so', async () => {
    const mp3 = await fixture('lame-header.mp3');
    const gained = gainMp3(mp3, -4) ?? new Uint8Array();
    const lameAt = mp3.indexOf('LAME');
    expect(gained[lameAt + 25]).toBe(0x84);
    expect(gained.slice(lameAt + 11, lameAt + 19)).toEqual(new Uint8Array(8));
    expect(gained.slice(lameAt + 32, lameAt + 36)).not.toEqual(new Uint8Array(mp3.subarray(lameAt + 32, lameAt + 36)));
  });

  it('refuses what it could not do everywhere', async () => {
    const mp3 = Buffer.from(await encoded(44_100, 2, 128));
    expect(gainMp3(mp3, 200)).toBeUndefined();
    expect(gainMp3(Buffer.from('no music'), 1)).toBeUndefined();
    const junk = Buffer.concat([mp3.subarray(0, 5_000), Buffer.from('junk in the middle'), mp3.subarray(5_000)]);
    expect(gainMp3(junk, 1)).toBeUndefined();
    const checked = Buffer.from(await fixture('checksums.mp3'));
    // The checksum of the second frame, which begins where the first of 64 kbit/s ends.
    const second = checked.indexOf(Buffer.from([0xff, 0xf2]), 4);
    checked[second + 4] = (checked[second + 4] ?? 0) ^ 1;
    expect(gainMp3(checked, 1)).toBeUndefined();
  });

  it('never throws and never changes the size, whatever it is given', async () => {
    const mp3 = Buffer.from(await fixture('lame-header.mp3'));
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(mp3.length - 1), fc.nat(255)), { maxLength: 20 }), (changes) => {
        const broken = Buffer.from(mp3);
        for (const [at, byte] of changes) broken[at] = byte;
        const gained = gainMp3(broken, -3);
        expect(gained?.length ?? broken.length).toBe(broken.length);
      }),
      { numRuns: 200 },
    );
  });
});
