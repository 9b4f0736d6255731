import { createDrumKit } from '../../songs/synth/drums.ts';
import { applyFilter, lowpass } from '../../songs/synth/filters.ts';
import { atOrAbove, frequencyOf, triadAbove } from '../../songs/synth/notes.ts';
import { renderPluck } from '../../songs/synth/pluck.ts';
import { pick, type Random } from '../../songs/synth/random.ts';
import { renderReverb } from '../../songs/synth/reverb.ts';
import { createStereo, mixAt, mixStereo, type Stereo } from '../../songs/synth/stereo.ts';
import { pulse, sine } from '../../songs/synth/wave.ts';
import type { SongAnalysis } from '../analysis/analyse.ts';
import { about, chordSpans, createTones, playDrums, playMelody, prepareLead, stepTime } from './arranging.ts';
import type { Family } from './family.ts';

const COMPS = [
  [3, 10],
  [6, 14],
  [0, 7, 11],
] as const;
const SWING = 1;

/** A small smoky room: a bass that walks, a cymbal that swings, a piano in the gaps, a muted trumpet behind the voice. */
export const jazz: Family = {
  name: 'jazz',
  words: [
    ...[
      'jazz',
      'jazzy',
      'swing',
      'swinging',
      'smoky',
      'bebop',
      'blues',
      'bluesy',
      'upright',
      'brushed',
      'trumpet',
      'sax',
    ],
    ...[
      'saxophone',
      'piano',
      'soul',
      'soulful',
      'gospel',
      'organ',
      'hammond',
      'crooner',
      'lounge',
      'bar',
      'cabaret',
      'big-band',
    ],
  ],
  throat: 0.88,
  arrange(song, take) {
    const { sampleRate, length } = song;
    const { random } = take;
    const mix = createStereo(length);
    walk(mix, song, random);
    comp(mix, song, random);
    playDrums(mix, song, createDrumKit(sampleRate, random, { kickHertz: 50, length: 0.6, brightness: 11_000 }), {
      full: {
        openHat: 'x...x..xx...x..x',
        hat: '....x.......x...',
        snare: pick(random, ['..........o.....', '......o.......o.']),
      },
      soft: { openHat: 'x...x...x...x...', hat: '....x.......x...' },
      gains: { openHat: about(random, 0.16), hat: 0.12, snare: about(random, 0.12) },
      swing: SWING,
    });
    const horn = createStereo(length);
    playMelody(horn, song, {
      gain: about(random, 0.07),
      transpose: pick(random, [0, -12]),
      pan: 0.5,
      tone: { wave: pulse(0.12), attack: 0.04, release: 0.08 },
    });
    for (const channel of [horn.left, horn.right]) applyFilter(channel, lowpass(sampleRate, 2_600, 1.4));
    mixStereo(mix, horn, 1);
    const voice = applyFilter(prepareLead(song, take.colour), lowpass(sampleRate, 6_500));
    mixAt(mix, voice, { start: 0, gain: 1.45 });
    mixStereo(mix, renderReverb(voice, sampleRate, { size: 0.3, damping: 0.6 }), 0.3);
    return mix;
  },
};

/** On every beat another note of the chord, the last one a step below the next root. */
function walk(mix: Stereo, song: SongAnalysis, random: Random): void {
  const { sampleRate } = song;
  const gain = about(random, 1.2);
  for (const { chord, bar, firstStep, lastStep } of chordSpans(song)) {
    const root = atOrAbove(chord.root, 31);
    const third = root + (chord.isMinor ? 3 : 4);
    const path = [root, third, root + 7, pick(random, [root + 9, root + 11, root + 2])];
    for (let step = firstStep; step < lastStep; step += 4) {
      const note = path[((step - firstStep) / 4) % path.length] ?? root;
      const string = { hertz: frequencyOf(note), seconds: 0.55, brightness: 0.1, ring: 0.997 };
      const sound = renderPluck(sampleRate, string, random);
      mixAt(mix, sound, { start: Math.round(stepTime(bar, step) * sampleRate), gain });
    }
  }
}

/** Chords with sixth or seventh and ninth, short and off the beat. */
function comp(mix: Stereo, song: SongAnalysis, random: Random): void {
  const { sampleRate } = song;
  const tone = createTones(sampleRate, (samples) => applyFilter(samples, lowpass(sampleRate, 3_800)));
  const steps: readonly number[] = pick(random, COMPS);
  const gain = about(random, 0.055);
  for (const { chord, bar, firstStep, lastStep } of chordSpans(song)) {
    const [, third, fifth] = triadAbove(chord, 55);
    const notes = [third, fifth, atOrAbove(chord.root + (chord.isMinor ? 10 : 9), 60), atOrAbove(chord.root + 2, 65)];
    for (const step of steps.filter((place) => place >= firstStep && place < lastStep)) {
      for (const [index, note] of notes.entries()) {
        for (const [octave, share] of [
          [0, 1],
          [12, 0.4],
          [19, 0.15],
        ] as const) {
          const samples = tone(note + octave, 0.22, { wave: sine, attack: 0.004, release: 0.15, decay: 0.3 });
          const start = Math.round(stepTime(bar, step, SWING) * sampleRate);
          mixAt(mix, samples, { start, gain: gain * share, pan: -0.75 + 0.1 * index });
        }
      }
    }
  }
}
