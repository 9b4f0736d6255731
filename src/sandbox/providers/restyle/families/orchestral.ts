import { applyFilter, highpass, lowpass } from '../../songs/synth/filters.ts';
import { atOrAbove, frequencyOf, triadAbove } from '../../songs/synth/notes.ts';
import { renderPluck } from '../../songs/synth/pluck.ts';
import { pick, type Random } from '../../songs/synth/random.ts';
import { renderReverb } from '../../songs/synth/reverb.ts';
import { createStereo, mixAt, mixStereo, type Stereo } from '../../songs/synth/stereo.ts';
import { renderTone, saw, triangle } from '../../songs/synth/wave.ts';
import type { SongAnalysis } from '../analysis/analyse.ts';
import { about, chordSpans, isHeard, playMelody, prepareLead, stepTime } from './arranging.ts';
import type { Family } from './family.ts';

/** Where the desks of the strings sit, and how far each is out of tune, in semitones. */
const DESKS = [
  [-0.9, -0.06],
  [-0.5, 0.05],
  [0.5, -0.04],
  [0.9, 0.07],
] as const;

/** A hall full of players: strings that swell, plucked basses, horns with the melody, timpani where bars begin. */
export const orchestral: Family = {
  name: 'orchestral',
  words: [
    ...[
      'orchestra',
      'orchestral',
      'strings',
      'cinematic',
      'film',
      'epic',
      'symphonic',
      'symphony',
      'classical',
      'horns',
    ],
    ...[
      'timpani',
      'violin',
      'violins',
      'cello',
      'soundtrack',
      'choir',
      'opera',
      'soprano',
      'majestic',
      'waltz',
      'baroque',
    ],
  ],
  throat: 1.1,
  arrange(song, take) {
    const { sampleRate, length } = song;
    const { random } = take;
    const dry = createStereo(length);
    playStrings(dry, song, random);
    playPizzicato(dry, song, random);
    playMelody(dry, song, {
      gain: about(random, 0.13),
      transpose: pick(random, [-12, 0]),
      pan: 0.45,
      tone: { wave: triangle, attack: 0.06, release: 0.15 },
    });
    playTimpani(dry, song, random);
    const voice = applyFilter(prepareLead(song, take.colour), highpass(sampleRate, 200));
    mixAt(dry, voice, { start: 0, gain: 1.15 });
    const mix = createStereo(length);
    mixStereo(mix, dry, 0.8);
    mixStereo(mix, renderReverb(dry.left, sampleRate, { size: 0.9, damping: 0.45 }), 0.8);
    mixStereo(mix, renderReverb(voice, sampleRate, { size: 0.9, damping: 0.35 }), 0.6);
    return mix;
  },
};

function playStrings(mix: Stereo, song: SongAnalysis, random: Random): void {
  const { sampleRate } = song;
  const gain = about(random, 0.021);
  for (const { chord, start, seconds, bar } of chordSpans(song)) {
    const triad = triadAbove(chord, 55);
    const notes = [triad[0] - 12, ...triad, triad[0] + 12, triad[1] + 12];
    for (const note of notes) {
      for (const [pan, cents] of DESKS) {
        const tone = { wave: saw, hertz: frequencyOf(note + cents), seconds, attack: 0.22, release: 0.35 };
        const samples = renderTone(sampleRate, tone);
        applyFilter(samples, lowpass(sampleRate, 1_800 + 2_600 * bar.intensity));
        mixAt(mix, samples, { start: Math.round(start * sampleRate), gain: gain * (0.6 + 0.6 * bar.intensity), pan });
      }
    }
  }
}

/** Basses and cellos, plucked on the eighths. */
function playPizzicato(mix: Stereo, song: SongAnalysis, random: Random): void {
  const { sampleRate } = song;
  const gain = about(random, 0.45);
  const strings = new Map<number, Float32Array>();
  for (const { chord, bar, firstStep, lastStep } of chordSpans(song)) {
    const root = atOrAbove(chord.root, 36);
    const notes = [root, root + 12, root + 7, root + 12];
    for (let step = firstStep; step < lastStep; step += 2) {
      const note = notes[(step / 2) % notes.length] ?? root;
      const string = { hertz: frequencyOf(note), seconds: 0.4, brightness: 0.25, ring: 0.985 };
      const sound = strings.get(note) ?? renderPluck(sampleRate, string, random);
      strings.set(note, sound);
      mixAt(mix, sound, { start: Math.round(stepTime(bar, step) * sampleRate), gain, pan: 0.3 });
    }
  }
}

/** A drum that is tuned to the chord, and rolls into every fourth bar. */
function playTimpani(mix: Stereo, song: SongAnalysis, random: Random): void {
  const { sampleRate } = song;
  const strength = about(random, 0.42);
  for (const [index, bar] of song.bars.filter(isHeard).entries()) {
    const steps = index % 4 === 3 ? [0, 8, 10, 12, 13, 14, 15] : [0, 8];
    const root = bar.chords[0].root;
    for (const step of steps) {
      const hertz = frequencyOf(atOrAbove(root, 38));
      const tone = renderTone(sampleRate, {
        wave: triangle,
        hertz,
        seconds: 0.5,
        attack: 0.002,
        release: 0.3,
        decay: 0.3,
      });
      const gain = step === 0 ? strength : strength * (0.35 + 0.04 * step);
      mixAt(mix, tone, { start: Math.round(stepTime(bar, step) * sampleRate), gain });
    }
  }
}
