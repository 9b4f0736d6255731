import type { PcmAudio } from '../../../../codec/pcm.ts';
import { resample } from '../../../../codec/resample.ts';
import type { Chord } from '../../songs/synth/notes.ts';
import { findBeats } from './beats.ts';
import { type Chromagram, chromaBetween, measureChroma, nearestChord } from './harmony.ts';
import { extractLead } from './lead.ts';
import { type MelodyNote, trackMelody } from './melody.ts';

/** Enough for pitches, chords and beats, and a quarter of the work. */
const ANALYSIS_RATE = 11_025;
/** Pitches and beats do not need the top of the band. */
const ZERO_CROSSINGS = 5;
const BEATS_PER_BAR = 4;

/** What a cover needs to know of its reference: the lead to keep, and the grid to build around it. */
export interface SongAnalysis {
  sampleRate: number;
  length: number;
  lead: Float32Array;
  melody: MelodyNote[];
  bars: Bar[];
}

export interface Bar {
  /** Four beats and the end of the last, in seconds; those of the first and last bar may lie outside of the song. */
  beats: [number, number, number, number, number];
  /** Of the first and the second half. */
  chords: [Chord, Chord];
  /** 0 … 1: how loud the reference is there beside its loudest bar. */
  intensity: number;
}

/** `throat` moves the resonances of the lead: another voice with the same melody. */
export function analyseSong(stereo: PcmAudio, throat: number): SongAnalysis {
  const { sampleRate, channels } = stereo;
  const [left = new Float32Array(), right = left] = channels;
  const lead = extractLead(left, right, sampleRate, { throat });
  const middle = left.map((value, index) => (value + (right[index] ?? 0)) / 2);
  const both = { sampleRate, channels: [lead, middle] };
  const [smallLead = lead, small = middle] = resample(both, ANALYSIS_RATE, ZERO_CROSSINGS).channels;
  const beats = findBeats(small, ANALYSIS_RATE);
  const chroma = measureChroma(small, ANALYSIS_RATE);
  return {
    sampleRate,
    length: left.length,
    lead,
    melody: trackMelody(smallLead, ANALYSIS_RATE),
    bars: writeBars(beats, chroma, small),
  };
}

function writeBars(beats: readonly number[], chroma: Chromagram, samples: Float32Array): Bar[] {
  const first = findDownbeat(beats, chroma);
  const bars: Bar[] = [];
  // Beats before the first downbeat and after the last bar belong to bars that are not all there.
  for (let index = first - BEATS_PER_BAR; index < beats.length - 1; index += BEATS_PER_BAR) {
    const time = (offset: number) => timeOf(beats, index + offset);
    const half = (from: number) => nearestChord(chromaBetween(chroma, time(from), time(from + 2)));
    bars.push({
      beats: [time(0), time(1), time(2), time(3), time(4)],
      chords: [half(0), half(2)],
      intensity: loudnessBetween(samples, time(0), time(4)),
    });
  }
  const loudest = Math.max(...bars.map(({ intensity }) => intensity), 1e-6);
  return bars.map((bar) => ({ ...bar, intensity: bar.intensity / loudest }));
}

/** Goes on at the same pace before the first and after the last known beat. */
function timeOf(beats: readonly number[], index: number): number {
  const [start = 0, second = start + 0.5] = beats;
  if (index < 0) return start + index * (second - start);
  const last = beats.at(-1) ?? start;
  const pace = last - (beats.at(-2) ?? last - 0.5);
  return beats[index] ?? last + (index - beats.length + 1) * pace;
}

/** Chords change with the bar: the beat of four at which the chroma changes the most. */
function findDownbeat(beats: readonly number[], chroma: Chromagram): number {
  const changes = [0, 0, 0, 0];
  for (let index = 2; index < beats.length - 2; index++) {
    const before = chromaBetween(chroma, timeOf(beats, index - 2), timeOf(beats, index));
    const after = chromaBetween(chroma, timeOf(beats, index), timeOf(beats, index + 2));
    const change = before.reduce((sum, value, pitchClass) => sum + Math.abs(value - (after[pitchClass] ?? 0)), 0);
    changes[index % BEATS_PER_BAR] = (changes[index % BEATS_PER_BAR] ?? 0) + change;
  }
  return changes.indexOf(Math.max(...changes));
}

function loudnessBetween(samples: Float32Array, from: number, to: number): number {
  const part = samples.subarray(
    Math.max(0, Math.round(from * ANALYSIS_RATE)),
    Math.max(0, Math.round(to * ANALYSIS_RATE)),
  );
  return part.length === 0 ? 0 : Math.sqrt(part.reduce((sum, value) => sum + value * value, 0) / part.length);
}
