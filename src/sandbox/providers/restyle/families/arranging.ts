import type { DrumKit, DrumName } from '../../songs/synth/drums.ts';
import { applyFilter, highpass, peak } from '../../songs/synth/filters.ts';
import { level } from '../../songs/synth/level.ts';
import { type Chord, frequencyOf } from '../../songs/synth/notes.ts';
import type { Random } from '../../songs/synth/random.ts';
import { mixAt, type Stereo } from '../../songs/synth/stereo.ts';
import { renderTone, type Tone } from '../../songs/synth/wave.ts';
import type { Bar, SongAnalysis } from '../analysis/analyse.ts';

export const STEPS_PER_BAR = 16;
/** Bars that are softer than this beside the loudest get a thinner arrangement. */
const SOFT_BAR = 0.6;
const SILENT_BAR = 0.05;
/** Of the lead, as root mean square: families put their instruments around it. */
const LEAD_LEVEL = 0.16;

/** A level that each take sets anew, up to 4 dB around the usual one. */
export function about(random: Random, gain: number): number {
  return gain * 10 ** ((8 * random() - 4) / 20);
}

/** When a sixteenth of a bar falls, in seconds. `swing` 0 … 1 delays every second one, 1 by a third of its neighbour. */
export function stepTime(bar: Bar, step: number, swing = 0): number {
  const late = step % 2 === 1 ? (swing * 2) / 3 : 0;
  const place = (step + late * 0.5) / 4;
  const beat = Math.min(3, Math.floor(place));
  const [from = 0, to = from] = bar.beats.slice(beat, beat + 2);
  return from + (place - beat) * (to - from);
}

export interface DrumPart {
  /** Sixteenths per drum: `x` hits, `o` hits softly, `.` rests. */
  full: Readonly<Partial<Record<DrumName, string>>>;
  /** For bars that are soft in the reference. */
  soft: Readonly<Partial<Record<DrumName, string>>>;
  gains: Readonly<Partial<Record<DrumName, number>>>;
  swing?: number;
}

export function playDrums(mix: Stereo, song: SongAnalysis, kit: DrumKit, part: DrumPart): void {
  for (const bar of song.bars.filter(isHeard)) {
    for (const { drum, step, gain } of strokesIn(bar, part)) {
      const start = Math.round(stepTime(bar, step, part.swing) * song.sampleRate);
      mixAt(mix, kit[drum], { start, gain, pan: drum === 'hat' || drum === 'openHat' ? 0.3 : 0 });
    }
  }
}

function strokesIn(bar: Bar, part: DrumPart): { drum: DrumName; step: number; gain: number }[] {
  const pattern = bar.intensity < SOFT_BAR ? part.soft : part.full;
  return (Object.entries(pattern) as [DrumName, string][]).flatMap(([drum, steps]) => {
    const gain = part.gains[drum] ?? 0.2;
    return [...steps]
      .map((sign, step) => ({ drum, step, gain: sign === 'x' ? gain : sign === 'o' ? gain * 0.45 : 0 }))
      .filter((stroke) => stroke.gain > 0);
  });
}

/** Where the reference is silent, before its beginning and after its end, nothing is played. */
export function isHeard(bar: Bar): boolean {
  return bar.intensity >= SILENT_BAR;
}

/** A stretch under one chord. */
export interface ChordSpan {
  chord: Chord;
  start: number;
  seconds: number;
  bar: Bar;
  /** The sixteenths of the bar that it covers. */
  firstStep: number;
  lastStep: number;
}

/** The chords of the song; the two halves of a bar are one span where they are alike. */
export function chordSpans(song: SongAnalysis): ChordSpan[] {
  return song.bars.filter(isHeard).flatMap((bar) => {
    const [first, second] = bar.chords;
    const span = (chord: Chord, firstStep: number, lastStep: number): ChordSpan => {
      const start = stepTime(bar, firstStep);
      const end = lastStep === STEPS_PER_BAR ? bar.beats[4] : stepTime(bar, lastStep);
      return { chord, start, seconds: end - start, bar, firstStep, lastStep };
    };
    if (first.root === second.root && first.isMinor === second.isMinor) return [span(first, 0, STEPS_PER_BAR)];
    return [span(first, 0, 8), span(second, 8, STEPS_PER_BAR)];
  });
}

/** Renders each tone of a part once, however often it comes back. */
export function createTones(sampleRate: number, shape: (samples: Float32Array) => Float32Array = (samples) => samples) {
  const tones = new Map<string, Float32Array>();
  return (note: number, seconds: number, tone: Omit<Tone, 'hertz' | 'seconds'>): Float32Array => {
    // Beats differ by less than is heard.
    const rounded = Math.max(0.02, Math.round(seconds * 50) / 50);
    const key = `${note} ${rounded}`;
    const known = tones.get(key);
    if (known) return known;
    const made = shape(renderTone(sampleRate, { ...tone, hertz: frequencyOf(note), seconds: rounded }));
    tones.set(key, made);
    return made;
  };
}

/** The lead as a voice in front of a mix: evenly loud, without rumble, its presence set by the lyrics' colour. */
export function prepareLead(song: SongAnalysis, colour: number): Float32Array {
  const lead = applyFilter(song.lead, highpass(song.sampleRate, 180));
  applyFilter(lead, peak(song.sampleRate, 2_600, 0.9, 6 * colour - 3));
  return level(lead, song.sampleRate, { target: LEAD_LEVEL, strength: 0.6, seconds: 0.12, floor: 0.04 });
}

/** Plays the melody on an instrument of its own. */
export function playMelody(mix: Stereo, song: SongAnalysis, { gain, transpose = 0, tone, pan = 0 }: MelodyPart): void {
  const { sampleRate } = song;
  for (const { start, seconds, note, level: loudness } of song.melody) {
    const samples = renderTone(sampleRate, { ...tone, hertz: frequencyOf(note + transpose), seconds });
    mixAt(mix, samples, { start: Math.round(start * sampleRate), gain: gain * (0.5 + 0.5 * loudness), pan });
  }
}

export interface MelodyPart {
  gain: number;
  transpose?: number;
  pan?: number;
  tone: Omit<Tone, 'hertz' | 'seconds'>;
}

/** The length of a sixteenth in samples, for echoes in time; of the first full bar. */
export function sixteenthSamples({ bars, sampleRate }: SongAnalysis): number {
  const [start, , , , end] = bars[1]?.beats ?? bars[0]?.beats ?? [0, 0, 0, 0, 2];
  return Math.max(1, Math.round(((end - start) / STEPS_PER_BAR) * sampleRate));
}
