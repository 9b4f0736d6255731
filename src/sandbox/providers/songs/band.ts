import type { Score } from './score.ts';
import { sing } from './singer.ts';
import type { PlayedChord, SongDescription } from './song.ts';
import { createDrumKit, type DrumName } from './synth/drums.ts';
import { applyFilter, lowpass } from './synth/filters.ts';
import { master } from './synth/master.ts';
import { atOrAbove, frequencyOf, parseChord, triadAbove } from './synth/notes.ts';
import { createRandom, type Random } from './synth/random.ts';
import { renderReverb } from './synth/reverb.ts';
import { createStereo, mixAt, mixStereo, type Stereo } from './synth/stereo.ts';
import { renderTone, saw, sine, triangle } from './synth/wave.ts';

/** Plays a score: one function per instrument, each adding its part to a mix. */
export type InstrumentSet = Readonly<Record<'drums' | 'bass' | 'chords' | 'lead', Instrument>>;

export type Instrument = (mix: Stereo, score: Score, stage: Stage) => void;

export interface Stage {
  sampleRate: number;
  random: Random;
  song: SongDescription;
}

/** Plays a song for as long as its score is. */
export function play(song: SongDescription, score: Score, instruments: InstrumentSet, sampleRate: number): Stereo {
  const mix = createStereo(Math.round(score.seconds * sampleRate));
  for (const instrument of [instruments.drums, instruments.bass, instruments.chords, instruments.lead]) {
    instrument(mix, score, { sampleRate, random: createRandom(song.seed), song });
  }
  return master(mix, sampleRate, { fadeSeconds: 0.02 });
}

/** A singer in front of a small pop band: electric piano at the sides, bass and drums in the middle. */
export const popBand: InstrumentSet = { drums: playDrums, bass: playBass, chords: playPiano, lead: playSinger };

const DRUM_LEVELS: Readonly<Record<DrumName, { gain: number; pan: number }>> = {
  kick: { gain: 0.5, pan: 0 },
  snare: { gain: 0.26, pan: 0 },
  clap: { gain: 0.3, pan: 0.1 },
  hat: { gain: 0.09, pan: 0.35 },
  openHat: { gain: 0.08, pan: 0.35 },
  crash: { gain: 0.13, pan: -0.3 },
};

export function playDrums(mix: Stereo, score: Score, { sampleRate, random, song }: Stage): void {
  const kit = createDrumKit(sampleRate, random, song.drums);
  for (const { start, drum, strength } of score.drums) {
    const { gain, pan } = DRUM_LEVELS[drum];
    mixAt(mix, kit[drum], { start: Math.round(start * sampleRate), gain: gain * strength, pan });
  }
}

function playBass(mix: Stereo, score: Score, { sampleRate }: Stage): void {
  for (const { start, seconds, chord, accompaniment } of score.chords) {
    const note = atOrAbove(parseChord(chord).root, 33);
    const strokes = accompaniment === 'full' ? Math.round(seconds / (score.beatSeconds / 2)) : 1;
    for (let stroke = 0; stroke < strokes; stroke++) {
      const length = seconds / strokes;
      const tone = renderTone(sampleRate, {
        wave: (phase, step) => 0.75 * triangle(phase, step) + 0.25 * saw(phase, step),
        hertz: frequencyOf(stroke % 4 === 3 ? note + 12 : note),
        seconds: length * 0.85,
        attack: 0.006,
        release: 0.05,
        decay: accompaniment === 'full' ? 0.5 : 1.4,
      });
      applyFilter(tone, lowpass(sampleRate, 700));
      mixAt(mix, tone, { start: Math.round((start + stroke * length) * sampleRate), gain: 0.4 });
    }
  }
}

function playPiano(mix: Stereo, score: Score, { sampleRate }: Stage): void {
  const dry = createStereo(mix.left.length);
  // An arpeggio comes back to the same few tones.
  const tones = new Map<string, Float32Array>();
  for (const chord of score.chords) {
    for (const { note, start, seconds, gain, pan } of pianoNotes(chord, score.beatSeconds)) {
      const key = `${note} ${seconds.toFixed(3)}`;
      const tone = tones.get(key) ?? renderPiano(sampleRate, note, seconds);
      tones.set(key, tone);
      mixAt(dry, tone, { start: Math.round(start * sampleRate), gain, pan });
    }
  }
  mixStereo(mix, dry, 1);
  mixStereo(mix, renderReverb(dry.left, sampleRate, { size: 0.6, damping: 0.4 }), 0.25);
}

interface PianoNote {
  note: number;
  start: number;
  seconds: number;
  gain: number;
  pan: number;
}

function pianoNotes({ start, seconds, chord, accompaniment }: PlayedChord, beatSeconds: number): PianoNote[] {
  const triad = triadAbove(parseChord(chord), 55);
  if (accompaniment === 'held') {
    return [...triad, triad[0] + 12].map((note, index) => ({
      note,
      start,
      seconds,
      gain: 0.12,
      pan: 0.5 * index - 0.75,
    }));
  }
  const step = beatSeconds / 2;
  const rising = [triad[0], triad[1], triad[2], triad[0] + 12, triad[2], triad[1]];
  const arpeggio = Array.from({ length: Math.round(seconds / step) }, (_, index) => ({
    note: rising[index % rising.length] ?? triad[0],
    start: start + index * step,
    seconds: step * 1.5,
    gain: 0.1,
    pan: index % 2 === 0 ? -0.6 : 0.6,
  }));
  if (accompaniment === 'sparse') return arpeggio;
  const held = triad.map((note, index) => ({ note, start, seconds, gain: 0.08, pan: 0.8 * index - 0.8 }));
  return [...arpeggio, ...held];
}

/** Two sine waves, one bending the other, as in the electric pianos of the eighties. */
function renderPiano(sampleRate: number, note: number, seconds: number): Float32Array {
  const hertz = frequencyOf(note);
  const bell = renderTone(sampleRate, {
    wave: sine,
    hertz: hertz * 2,
    seconds,
    attack: 0.002,
    release: 0.15,
    decay: 0.25,
  });
  const tone = renderTone(sampleRate, { wave: sine, hertz, seconds, attack: 0.003, release: 0.15, decay: 0.9 });
  const step = hertz / sampleRate;
  return tone.map((value, index) => 0.7 * value + 0.3 * (bell[index] ?? 0) * Math.sin(2 * Math.PI * step * index));
}

export function playSinger(mix: Stereo, score: Score, { sampleRate, random, song }: Stage): void {
  const voice = sing(score.sung, mix.left.length, sampleRate, random, song.throat);
  mixAt(mix, voice, { start: 0, gain: 0.75 });
  mixStereo(mix, renderReverb(voice, sampleRate, { size: 0.55, damping: 0.5 }), 0.3);
}
