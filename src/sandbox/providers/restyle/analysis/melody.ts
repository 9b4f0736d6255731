import { frequencyOf } from '../../songs/synth/notes.ts';
import { countFrames, eachSpectrum } from './spectra.ts';

/** A held tone of the lead. */
export interface MelodyNote {
  /** In seconds. */
  start: number;
  seconds: number;
  note: number;
  /** 0 … 1 of the loudest. */
  level: number;
}

const SIZE = 2_048;
const HOP = 256;
/** The range of voices and lead instruments, as MIDI counts notes. */
const LOWEST = 45;
const HIGHEST = 84;
const STEPS_PER_NOTE = 3;
const CANDIDATES = (HIGHEST - LOWEST) * STEPS_PER_NOTE + 1;
const HARMONICS = 7;
/** What a step away from the last pitch costs, as a share of a frame's best candidate, and the most that a leap costs. */
const STEP_COST = 0.012;
const LEAP_COST = 0.3;
const REACH = 8;
/** How much of a frame must belong to one pitch, and how loud it must be beside the loudest, to count as sung. */
const LEAST_CLARITY = 0.04;
const LEAST_LEVEL = 0.25;
const SHORTEST_SECONDS = 0.07;

/** Follows the pitch of a lead at about 11 kHz and writes it down as notes. */
export function trackMelody(lead: Float32Array, sampleRate: number): MelodyNote[] {
  const frames = countFrames(lead.length, HOP);
  const scores = new Float32Array(frames * CANDIDATES);
  const levels = new Float32Array(frames);
  const places = harmonicPlaces(sampleRate);
  eachSpectrum(lead, { size: SIZE, hop: HOP }, (magnitudes, frame) => {
    levels[frame] = scoreFrame(magnitudes, places, scores.subarray(frame * CANDIDATES, (frame + 1) * CANDIDATES));
  });
  const path = smoothestPath(scores, frames);
  const loudest = levels.toSorted()[Math.floor(frames * 0.95)] ?? 0;
  const notes = Array.from(path, (candidate, frame) => {
    const clarity = scores[frame * CANDIDATES + candidate] ?? 0;
    const isSung = clarity > LEAST_CLARITY && (levels[frame] ?? 0) > LEAST_LEVEL * loudest;
    return isSung ? Math.round(LOWEST + candidate / STEPS_PER_NOTE) : undefined;
  });
  return joinFrames(notes, levels, loudest, HOP / sampleRate);
}

/** For each candidate the bins of its harmonics, each followed by the bin halfway below it. */
function harmonicPlaces(sampleRate: number): Uint16Array[] {
  return Array.from({ length: CANDIDATES }, (_, candidate) => {
    const hertz = frequencyOf(LOWEST + candidate / STEPS_PER_NOTE);
    const bin = (hertz * SIZE) / sampleRate;
    return Uint16Array.from({ length: 2 * HARMONICS }, (_, index) => {
      const harmonic = 1 + Math.floor(index / 2) - (index % 2) / 2;
      return Math.min(SIZE / 2 - 1, Math.round(bin * harmonic));
    });
  });
}

/**
 * Writes how much of the frame's sound lies on each candidate's harmonics rather than halfway between them, which tells a
 * pitch from its octaves. Returns the frame's level.
 */
function scoreFrame(magnitudes: Float32Array, places: readonly Uint16Array[], scores: Float32Array): number {
  let power = 0;
  let total = 0;
  const softened = magnitudes.map((magnitude) => {
    power += magnitude * magnitude;
    return Math.sqrt(magnitude);
  });
  for (let bin = 1; bin < softened.length - 1; bin++) {
    const value = softened[bin] as number;
    if (value > (softened[bin - 1] as number) && value >= (softened[bin + 1] as number)) total += value;
  }
  for (const [candidate, bins] of places.entries()) {
    let sum = 0;
    for (let index = 0; index < bins.length; index += 2) {
      const weight = 0.86 ** (index / 2);
      sum +=
        weight * ((softened[bins[index] as number] as number) - 0.6 * (softened[bins[index + 1] as number] as number));
    }
    scores[candidate] = Math.max(0, sum) / (total + 1e-6);
  }
  return Math.sqrt(power);
}

/** The line through the candidates that is likely in each frame and leaps seldom (Viterbi). */
function smoothestPath(scores: Float32Array, frames: number): Uint16Array {
  const came = new Uint16Array(frames * CANDIDATES);
  let before = new Float32Array(CANDIDATES);
  for (let frame = 0; frame < frames; frame++) {
    const now = new Float32Array(CANDIDATES);
    const best = before.reduce((top, value, index) => (value > (before[top] as number) ? index : top), 0);
    for (let candidate = 0; candidate < CANDIDATES; candidate++) {
      let from = best;
      let most = (before[best] as number) - LEAP_COST;
      const last = Math.min(CANDIDATES - 1, candidate + REACH);
      for (let near = Math.max(0, candidate - REACH); near <= last; near++) {
        const value = (before[near] as number) - STEP_COST * Math.abs(near - candidate);
        if (value > most) {
          most = value;
          from = near;
        }
      }
      came[frame * CANDIDATES + candidate] = from;
      now[candidate] = most + (scores[frame * CANDIDATES + candidate] as number);
    }
    before = now;
  }
  const path = new Uint16Array(frames);
  let at = before.reduce((top, value, index) => (value > (before[top] as number) ? index : top), 0);
  for (let frame = frames - 1; frame >= 0; frame--) {
    path[frame] = at;
    at = came[frame * CANDIDATES + at] ?? 0;
  }
  return path;
}

function joinFrames(
  notes: readonly (number | undefined)[],
  levels: Float32Array,
  loudest: number,
  frameSeconds: number,
): MelodyNote[] {
  const melody: MelodyNote[] = [];
  let first = 0;
  for (let frame = 1; frame <= notes.length; frame++) {
    const note = notes[first];
    if (frame < notes.length && notes[frame] === note) continue;
    const seconds = (frame - first) * frameSeconds;
    if (note !== undefined && seconds >= SHORTEST_SECONDS) {
      const level = Math.max(...levels.subarray(first, frame)) / (loudest || 1);
      melody.push({ start: first * frameSeconds, seconds, note, level: Math.min(1, level) });
    }
    first = frame;
  }
  return melody;
}
