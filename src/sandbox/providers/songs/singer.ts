import type { SungNote } from './song.ts';
import { applyFilter, bandpass, highpass } from './synth/filters.ts';
import { level } from './synth/level.ts';
import { frequencyOf } from './synth/notes.ts';
import type { Random } from './synth/random.ts';
import { saw } from './synth/wave.ts';

/** Centre and width of a resonance of the throat in hertz, and its loudness in dB. */
type Formant = readonly [hertz: number, width: number, decibels: number];

/** An alto's vowels, with the upper resonances lifted for a voice that stands out of a band. */
const VOWELS: Readonly<Record<string, readonly Formant[]>> = {
  a: [
    [800, 80, 0],
    [1_150, 90, -3],
    [2_800, 120, -12],
    [3_500, 130, -20],
  ],
  e: [
    [430, 60, 0],
    [1_700, 80, -9],
    [2_700, 120, -13],
    [3_300, 150, -18],
  ],
  i: [
    [350, 60, 0],
    [1_900, 100, -10],
    [2_700, 120, -13],
    [3_700, 150, -18],
  ],
  o: [
    [450, 70, 0],
    [830, 80, -4],
    [2_800, 110, -14],
    [3_500, 140, -20],
  ],
  u: [
    [340, 60, 0],
    [720, 70, -7],
    [2_600, 140, -18],
    [3_500, 160, -24],
  ],
};

/** Of a held note, as root mean square. */
const LOUDNESS = 0.2;
const GLIDE_SECONDS = 0.025;
const VIBRATO_HERTZ = 5.4;
const VIBRATO_CENTS = 28;
/** Formants move in steps of this many samples. */
const BLOCK = 64;

/**
 * Sings a line: a glottal wave through the resonances of a vowel, with glides, vibrato and breath. `throat` moves the
 * resonances: below 1 for a larger singer, above 1 for a smaller one.
 */
export function sing(
  notes: readonly SungNote[],
  length: number,
  sampleRate: number,
  random: Random,
  throat = 1,
): Float32Array {
  const source = renderThroat(notes, length, sampleRate, random);
  const voice = shapeVowels(source, notes, sampleRate, throat);
  // A note in the middle of a resonance would be many times as loud as its neighbours.
  level(voice, sampleRate, { target: LOUDNESS, strength: 0.75, seconds: 0.06, floor: 0.02 });
  const breath = renderConsonants(notes, length, sampleRate, random);
  for (let index = 0; index < length; index++) voice[index] = (voice[index] as number) + (breath[index] as number);
  return applyFilter(voice, highpass(sampleRate, 140));
}

function renderThroat(notes: readonly SungNote[], length: number, sampleRate: number, random: Random): Float32Array {
  const source = new Float32Array(length);
  const glide = 1 - Math.exp(-1 / (GLIDE_SECONDS * sampleRate));
  let phase = 0;
  let pitch = notes[0]?.note ?? 60;
  let drift = 0;
  for (const [position, note] of notes.entries()) {
    const first = Math.round(note.start * sampleRate);
    const isJoined = (notes[position + 1]?.start ?? Number.POSITIVE_INFINITY) - (note.start + note.seconds) < 0.01;
    const last = Math.min(length, Math.round((note.start + note.seconds) * sampleRate));
    // After a rest a voice begins just below its note.
    const before = notes[position - 1];
    if (!before || note.start - (before.start + before.seconds) > 0.05) pitch = note.note - 1;
    for (let index = first; index < last; index++) {
      const time = (index - first) / sampleRate;
      pitch += glide * (note.note - pitch);
      drift += 0.002 * (random() - 0.5 - drift);
      const depth = Math.min(1, Math.max(0, (time - 0.18) / 0.25)) * VIBRATO_CENTS;
      const cents = depth * Math.sin(2 * Math.PI * VIBRATO_HERTZ * time) + 600 * drift;
      const step = frequencyOf(pitch + cents / 100) / sampleRate;
      const level = loudness(time, note.seconds, isJoined);
      source[index] = (saw(phase, step) + 0.04 * (random() - 0.5)) * level;
      phase += step;
      if (phase >= 1) phase -= 1;
    }
  }
  return source;
}

function loudness(time: number, seconds: number, isJoined: boolean): number {
  const opening = Math.min(1, 0.15 + time / 0.045);
  const closing = Math.min(1, (seconds - time) / (isJoined ? 0.02 : 0.09) + (isJoined ? 0.35 : 0));
  return Math.max(0, opening * closing) * (0.88 + 0.12 * Math.min(1, time / 0.4));
}

/** Four resonators side by side; their centres follow from vowel to vowel. */
function shapeVowels(
  source: Float32Array,
  notes: readonly SungNote[],
  sampleRate: number,
  throat: number,
): Float32Array {
  const voice = new Float32Array(source.length);
  for (let formant = 0; formant < 4; formant++) addFormant(voice, source, notes, formant, { sampleRate, throat });
  return voice;
}

function addFormant(
  voice: Float32Array,
  source: Float32Array,
  notes: readonly SungNote[],
  formant: number,
  { sampleRate, throat }: { sampleRate: number; throat: number },
): void {
  const target = (position: number): Formant => {
    const [centre, wide, loud] = VOWELS[notes[position]?.vowel ?? 'a']?.[formant] ?? [500 + 1_000 * formant, 100, -20];
    return [centre * throat, wide, loud];
  };
  let position = 0;
  let [hertz, width, decibels] = target(0);
  let [first, second] = [0, 0];
  for (let start = 0; start < source.length; start += BLOCK) {
    while ((notes[position + 1]?.start ?? Number.POSITIVE_INFINITY) * sampleRate <= start) position++;
    const [towards, wide, loud] = target(position);
    hertz += 0.06 * (towards - hertz);
    width += 0.06 * (wide - width);
    decibels += 0.06 * (loud - decibels);
    const { b0, b2, a1, a2 } = bandpass(sampleRate, hertz, hertz / width);
    const gain = 10 ** (decibels / 20);
    const end = Math.min(source.length, start + BLOCK);
    for (let index = start; index < end; index++) {
      const input = source[index] as number;
      const output = b0 * input + first;
      first = second - a1 * output;
      second = b2 * input - a2 * output;
      voice[index] = (voice[index] as number) + gain * output;
    }
  }
}

/** Hisses and small bursts before the vowels of syllables that begin with one. */
function renderConsonants(
  notes: readonly SungNote[],
  length: number,
  sampleRate: number,
  random: Random,
): Float32Array {
  const noise = new Float32Array(length);
  for (const { start, consonant } of notes) {
    const seconds = consonant === 's' || consonant === 'f' ? 0.07 : consonant === 't' || consonant === 'k' ? 0.025 : 0;
    const first = Math.round(start * sampleRate);
    const count = Math.round(seconds * sampleRate);
    for (let index = Math.max(0, first - count); index < first && index < length; index++) {
      const place = 1 - (first - index) / count;
      noise[index] = 0.09 * (random() - 0.5) * Math.sin(Math.PI * place);
    }
  }
  return applyFilter(noise, highpass(sampleRate, 3_500));
}
