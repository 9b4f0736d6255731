import { createDrumKit } from '../../songs/synth/drums.ts';
import { applyFilter, lowpass } from '../../songs/synth/filters.ts';
import { atOrAbove, triadAbove } from '../../songs/synth/notes.ts';
import { pick, type Random } from '../../songs/synth/random.ts';
import { renderReverb } from '../../songs/synth/reverb.ts';
import { createStereo, mixAt, mixStereo, type Stereo } from '../../songs/synth/stereo.ts';
import { sine, triangle } from '../../songs/synth/wave.ts';
import type { SongAnalysis } from '../analysis/analyse.ts';
import { about, chordSpans, createTones, playDrums, playMelody, prepareLead, stepTime } from './arranging.ts';
import { saturate, wobble } from './effects.ts';
import type { Family, Take } from './family.ts';

const KICKS = ['x.....x...x.....', 'x..x......x.....', 'x.....x..x......'] as const;
const COMPING = [
  [0, 6],
  [0, 10],
  [0, 7, 12],
] as const;

/** Late at night on an old tape: soft electric piano, lazy drums, crackle, no highs. */
export const lofi: Family = {
  name: 'lo-fi',
  words: [
    ...[
      'lofi',
      'lo-fi',
      'chill',
      'mellow',
      'slow',
      'soft',
      'tape',
      'vinyl',
      'warm',
      'sad',
      'dusty',
      'bedroom',
      'crackle',
    ],
    ...['hip-hop', 'hiphop', 'hip', 'hop', 'r&b', 'rnb', 'ballad', 'cozy', 'rainy', 'late-night', 'beats', 'trip-hop'],
  ],
  throat: 0.86,
  arrange(song, take) {
    const { sampleRate, length } = song;
    const { random } = take;
    const mix = createStereo(length);
    playPiano(mix, song, take);
    playBass(mix, song);
    playDrums(mix, song, createDrumKit(sampleRate, random, { kickHertz: 44, length: 0.9, brightness: 3_200 }), {
      full: { kick: pick(random, KICKS), snare: '....x.......x...', hat: 'x.x.x.x.x.x.x.xo' },
      soft: { kick: 'x.........x.....', hat: 'x...x...x...x...' },
      gains: { kick: about(random, 0.42), snare: 0.2, hat: about(random, 0.09) },
      swing: 0.4 + 0.5 * random(),
    });
    const lead = saturate(prepareLead(song, take.colour), 2.4);
    mixAt(mix, lead, { start: 0, gain: 0.95 });
    mixStereo(mix, renderReverb(lead, sampleRate, { size: 0.4 + 0.4 * random(), damping: 0.9 }), 0.6);
    playMelody(mix, song, {
      gain: about(random, 0.12),
      transpose: pick(random, [0, 12]),
      pan: 0.25,
      tone: { wave: sine, attack: 0.02, release: 0.2, decay: 0.7 },
    });
    addCrackle(mix, sampleRate, random);
    return ageTape(mix, sampleRate, take);
  },
};

function playPiano(mix: Stereo, song: SongAnalysis, { random }: Take): void {
  const tone = createTones(song.sampleRate, (samples) => applyFilter(samples, lowpass(song.sampleRate, 1_500)));
  const steps: readonly number[] = pick(random, COMPING);
  const lowest = pick(random, [52, 55, 48]);
  const gain = about(random, 0.09);
  for (const { chord, bar, firstStep, lastStep } of chordSpans(song)) {
    const seventh = atOrAbove(chord.root + (chord.isMinor ? 10 : 11), lowest);
    for (const step of steps.filter((one) => firstStep + one < lastStep)) {
      const start = stepTime(bar, firstStep + step);
      for (const [index, note] of [...triadAbove(chord, lowest), seventh].entries()) {
        const samples = tone(note, 0.9, { wave: triangle, attack: 0.012, release: 0.5, decay: 0.6 });
        // Fingers do not land together.
        const place = Math.round((start + 0.012 * index) * song.sampleRate);
        mixAt(mix, samples, { start: place, gain: index === 3 ? gain / 2 : gain, pan: index * 0.35 - 0.5 });
      }
    }
  }
}

function playBass(mix: Stereo, song: SongAnalysis): void {
  const tone = createTones(song.sampleRate);
  for (const { chord, start, seconds } of chordSpans(song)) {
    const samples = tone(atOrAbove(chord.root, 31), seconds * 0.7, {
      wave: sine,
      attack: 0.02,
      release: 0.15,
      decay: 0.9,
    });
    mixAt(mix, samples, { start: Math.round(start * song.sampleRate), gain: 0.26 });
  }
}

/** Hiss, and a click of dust now and then. */
function addCrackle(mix: Stereo, sampleRate: number, random: Random): void {
  for (const channel of [mix.left, mix.right]) {
    let click = 0;
    for (let index = 0; index < channel.length; index++) {
      if (random() < 12 / sampleRate) click = 0.12 * (random() - 0.5);
      channel[index] = (channel[index] as number) + click + 0.004 * (random() - 0.5);
      click *= 0.7;
    }
  }
}

function ageTape({ left, right }: Stereo, sampleRate: number, { random, colour }: Take): Stereo {
  const turning = { depth: 0.0006 + 0.0006 * random(), hertz: 0.5 + 0.5 * random(), phase: random() };
  const dull = lowpass(sampleRate, 2_900 + 700 * colour);
  const [first = left, second = right] = [left, right].map((channel) =>
    applyFilter(applyFilter(wobble(channel, sampleRate, turning), dull), dull),
  );
  return { left: first, right: second };
}
