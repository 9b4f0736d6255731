import { describe, expect, it } from 'vitest';
import type { PcmAudio } from '../../../../src/codec/pcm.ts';
import { families, familyFor } from '../../../../src/sandbox/providers/restyle/families/families.ts';
import { restyle } from '../../../../src/sandbox/providers/restyle/restyle.ts';
import { demoSong, makeDemoSong } from '../../../../src/sandbox/providers/songs/demo-song.ts';
import { makeSong } from '../../../../src/sandbox/providers/songs/make-song.ts';
import { writeScore } from '../../../../src/sandbox/providers/songs/score.ts';
import { integratedLoudness } from '../../../../src/sandbox/providers/songs/synth/loudness.ts';
import { truePeak } from '../../../../src/sandbox/providers/songs/synth/true-peak.ts';
import { bandLevels, pitchClasses, rootMeanSquare, sameLeadShare, spectralDistance } from './measures.ts';

/** In dB of `spectralDistance`. Measured: 5.5 and more to the reference, 6.3 and more between families. */
const CLEARLY_DIFFERENT = 4.5;
/** Measured: 1 to 5 between takes of one family, about 0.8 for other lyrics, 0.04 for the same song as MP3. */
const ANOTHER_TAKE = 0.7;
/** Measured: 0.87 to 0.98. */
const LEAD_KEPT = 0.8;

/** The verse: from the fifth bar of eleven to the eighth. */
const [FROM, TO] = [(4 * 24) / 11, (8 * 24) / 11];
const SECONDS = TO - FROM;
const whole = makeDemoSong();
const song = {
  ...whole,
  channels: whole.channels.map((channel) => channel.slice(FROM * whole.sampleRate, TO * whole.sampleRate)),
};
const styleOf = (name: string) => `a ${name} version, please`;
/** Enough for what is measured, and half the work. */
const RATE = 22_050;
const wish = { lyrics: null, seed: 1, sampleRate: RATE };

describe('a restyled song', () => {
  const covers = families.map(({ name }) => restyle(song, { ...wish, style: styleOf(name) }));
  const levels = covers.map(bandLevels);

  it('is made by the family that the style names', () => {
    expect(covers.map(({ family }) => family)).toEqual(families.map(({ name }) => name));
  });

  it('is as long as its reference', () => {
    const samples = Math.round(SECONDS * RATE);
    for (const { channels } of covers) {
      for (const channel of channels) expect(Math.abs(channel.length - samples)).toBeLessThan(2);
    }
  });

  it('keeps the melody of the lead', () => {
    const sung = writeScore(demoSong)
      .sung.map((note) => ({ ...note, start: note.start - FROM }))
      .filter(({ start, seconds }) => start >= 0 && start + seconds < SECONDS - 0.2);
    const before = pitchClasses(song);
    for (const cover of covers) {
      expect(sameLeadShare(before, pitchClasses(cover), sung), cover.family).toBeGreaterThan(LEAD_KEPT);
    }
  });

  it('sounds clearly different from its reference', () => {
    const before = bandLevels(song);
    for (const after of levels) expect(spectralDistance(before, after)).toBeGreaterThan(CLEARLY_DIFFERENT);
  });

  it('sounds clearly different from the other families', () => {
    for (const [index, first] of levels.entries()) {
      for (const second of levels.slice(index + 1)) {
        expect(spectralDistance(first, second)).toBeGreaterThan(CLEARLY_DIFFERENT);
      }
    }
  });

  it('is as loud as every other, at −14 LUFS with peaks below −1 dBTP', () => {
    for (const { channels, family } of covers) {
      expect(Math.abs(integratedLoudness(channels, RATE) + 14), family).toBeLessThan(0.2);
      expect(truePeak(channels), family).toBeLessThan(-1);
    }
  });

  it('has no offset and no silence', () => {
    for (const { channels, family } of covers) {
      for (const channel of channels) {
        expect(Math.abs(channel.reduce((sum, value) => sum + value, 0) / channel.length), family).toBeLessThan(0.002);
        for (let second = 0; second < Math.floor(SECONDS); second++) {
          expect(rootMeanSquare(channel.subarray(second * RATE, (second + 1) * RATE)), family).toBeGreaterThan(0.05);
        }
      }
    }
  });
});

const distance = (first: PcmAudio, second: PcmAudio) => spectralDistance(bandLevels(first), bandLevels(second));

describe('takes of one song', () => {
  const short = makeSong({ seconds: 3, seed: 5, sampleRate: RATE });
  const take = (style: string, seed: number, lyrics: string | null = null) =>
    restyle(short, { style, seed, lyrics, sampleRate: RATE });

  it.each(families.map(({ name }) => name))('of %s are the same for the same wish and differ with the seed', (name) => {
    const first = take(styleOf(name), 1);
    expect(take(styleOf(name), 1)).toEqual(first);
    expect(distance(first, take(styleOf(name), 2))).toBeGreaterThan(ANOTHER_TAKE);
  });

  it('are only coloured by other lyrics', () => {
    const coloured = distance(take('lo-fi', 1), take('lo-fi', 1, '[Verse]\nSomething else'));
    expect(coloured).toBeGreaterThan(0);
    expect(coloured).toBeLessThan(2);
  });
});

describe('a song that is hard to understand', () => {
  it.each([
    ['silence', new Float32Array(33_075)],
    ['a click', Float32Array.from({ length: 33_075 }, (_, index) => (index === 15_000 ? 1 : 0))],
    ['a blink of a tone', Float32Array.from({ length: 300 }, (_, index) => Math.sin(index / 10))],
    ['noise', Float32Array.from({ length: 33_075 }, (_, index) => Math.sin(index * index))],
  ])('is still restyled: %s', (_, samples) => {
    for (const { name } of families) {
      const { channels } = restyle(
        { sampleRate: 22_050, channels: [samples] },
        { ...wish, style: name, sampleRate: 22_050 },
      );
      for (const channel of channels) {
        expect(channel).toHaveLength(samples.length);
        expect(channel.every((value) => Math.abs(value) <= 0.9)).toBe(true);
      }
    }
  });

  it.each([8_000, 11_025, 48_000])('is restyled at %i Hz', (sampleRate) => {
    const short = makeSong({ seconds: 2, seed: 5, channels: 1 });
    const { channels } = restyle(short, { ...wish, style: 'club', sampleRate });
    expect(channels[0]).toHaveLength(2 * sampleRate);
  });
});

describe('the choice of a family', () => {
  it.each([
    ['Lo-Fi hip hop beats, warm and mellow', 'lo-fi'],
    ['8-bit NES soundtrack', 'chiptune'],
    ['an energetic EDM festival anthem', 'club'],
    ['punk rock!', 'rock'],
    ['fast heavy metal, double bass drums, palm-muted riffs, screaming guitar solo', 'rock'],
    ['cinematic orchestra, swelling strings, French horns, timpani, solo soprano', 'orchestral'],
    ['retro 80s synthwave, pulsing bass, gated drums, neon night drive', 'synthwave'],
    ['acoustic folk, fingerpicked guitar, fiddle, hand claps', 'acoustic'],
    ['classic country, pedal steel, banjo, train beat', 'acoustic'],
    ['slow ambient pads in a cathedral', 'ambient'],
    ['slow smoky jazz, upright bass, brushed drums, muted trumpet, warm low female voice', 'jazz'],
    ['roots reggae, offbeat guitar, deep bass, relaxed sunny voice with dub echoes', 'reggae'],
  ])('for “%s” is %s', (style, name) => {
    expect(familyFor(style).name).toBe(name);
  });

  it('without a word that is known is by chance, the same each time, and none is left out', () => {
    const styles = Array.from({ length: 100 }, (_, index) => `стиль ${index}`);
    const names = styles.map((style) => familyFor(style).name);
    expect(styles.map((style) => familyFor(style).name)).toEqual(names);
    expect(new Set(names)).toEqual(new Set(families.map(({ name }) => name)));
  });
});
