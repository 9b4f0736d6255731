import { type Chord, frequencyOf } from '../../songs/synth/notes.ts';
import { countFrames, eachSpectrum } from './spectra.ts';

const SIZE = 4_096;
const HOP = 1_024;
/** Notes that are listened to, as MIDI counts them: from the bass to the middle of a piano. */
const LOWEST = 36;
const HIGHEST = 79;

/** How strongly each pitch class sounds, frame after frame: twelve numbers per frame. `samples` at about 11 kHz. */
export interface Chromagram {
  frameSeconds: number;
  frames: number;
  values: Float32Array;
}

export function measureChroma(samples: Float32Array, sampleRate: number): Chromagram {
  const frames = countFrames(samples.length, HOP);
  const values = new Float32Array(12 * frames);
  const bins = Array.from({ length: HIGHEST - LOWEST + 1 }, (_, index) =>
    Math.round((frequencyOf(LOWEST + index) * SIZE) / sampleRate),
  );
  eachSpectrum(samples, { size: SIZE, hop: HOP }, (magnitudes, frame) => {
    for (const [index, bin] of bins.entries()) {
      const strength = Math.max(magnitudes[bin - 1] ?? 0, magnitudes[bin] ?? 0, magnitudes[bin + 1] ?? 0);
      const place = 12 * frame + ((LOWEST + index) % 12);
      values[place] = (values[place] as number) + Math.sqrt(strength);
    }
  });
  return { frameSeconds: HOP / sampleRate, frames, values };
}

/** The twelve strengths between two times, together 1. */
export function chromaBetween({ frameSeconds, frames, values }: Chromagram, from: number, to: number): number[] {
  const sums = Array.from({ length: 12 }, () => 0);
  const first = Math.min(frames - 1, Math.max(0, Math.ceil(from / frameSeconds)));
  const last = Math.min(frames, Math.max(first + 1, Math.ceil(to / frameSeconds)));
  for (let frame = first; frame < last; frame++) {
    for (let pitchClass = 0; pitchClass < 12; pitchClass++) {
      sums[pitchClass] = (sums[pitchClass] ?? 0) + (values[12 * frame + pitchClass] ?? 0);
    }
  }
  const total = sums.reduce((sum, value) => sum + value, 0) || 1;
  return sums.map((value) => value / total);
}

/** The major or minor triad that explains a chroma best; the root counts a little more than the rest. */
export function nearestChord(chroma: readonly number[]): Chord {
  let best: Chord & { score: number } = { root: 0, isMinor: false, score: Number.NEGATIVE_INFINITY };
  for (let root = 0; root < 12; root++) {
    for (const isMinor of [false, true]) {
      const at = (step: number) => chroma[(root + step) % 12] ?? 0;
      const score = 1.15 * at(0) + at(isMinor ? 3 : 4) + at(7) - 0.5 * at(isMinor ? 4 : 3) - 0.3 * at(1);
      if (score > best.score) best = { root, isMinor, score };
    }
  }
  return { root: best.root, isMinor: best.isMinor };
}
