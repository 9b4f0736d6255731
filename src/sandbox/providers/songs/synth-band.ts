import { type InstrumentSet, playDrums, playSinger, type Stage } from './band.ts';
import type { Score } from './score.ts';
import type { PlayedChord } from './song.ts';
import { applyFilter, lowpass } from './synth/filters.ts';
import { atOrAbove, frequencyOf, parseChord, triadAbove } from './synth/notes.ts';
import { mixAt, type Stereo } from './synth/stereo.ts';
import { pulse, renderTone, saw } from './synth/wave.ts';

/** A singer before machines: a sequencer's bass, bright chords in short strokes, an arpeggio. */
export const synthBand: InstrumentSet = { drums: playDrums, bass: playBass, chords: playMachines, lead: playSinger };

/** Sixteenths of a bar on which the chords are struck. */
const STROKES = [0, 3, 6, 10, 14] as const;

function playBass(mix: Stereo, score: Score, { sampleRate }: Stage): void {
  const eighth = score.beatSeconds / 2;
  for (const { start, seconds, chord } of score.chords) {
    const note = atOrAbove(parseChord(chord).root, 33);
    for (let stroke = 0; stroke < Math.round(seconds / eighth); stroke++) {
      const hertz = frequencyOf(stroke % 2 === 1 ? note + 12 : note);
      const tone = { wave: saw, hertz, seconds: eighth * 0.7, attack: 0.004, release: 0.03, decay: 0.25 };
      const samples = applyFilter(renderTone(sampleRate, tone), lowpass(sampleRate, 900, 2));
      mixAt(mix, samples, { start: Math.round((start + stroke * eighth) * sampleRate), gain: 0.22 });
    }
  }
}

function playMachines(mix: Stereo, score: Score, { sampleRate }: Stage): void {
  const sixteenth = score.beatSeconds / 4;
  for (const chord of score.chords) {
    playStrokes(mix, chord, sixteenth, sampleRate);
    if (chord.accompaniment !== 'sparse') playArpeggio(mix, chord, sixteenth, sampleRate);
  }
}

function playStrokes(mix: Stereo, { start, seconds, chord }: PlayedChord, sixteenth: number, sampleRate: number): void {
  for (const stroke of STROKES.filter((step) => step * sixteenth < seconds)) {
    for (const [index, note] of triadAbove(parseChord(chord), 57).entries()) {
      const tone = { wave: saw, seconds: sixteenth * 1.5, attack: 0.004, release: 0.08, decay: 0.2 };
      const samples = renderTone(sampleRate, { ...tone, hertz: frequencyOf(note + 0.05 * (index - 1)) });
      applyFilter(samples, lowpass(sampleRate, 3_200));
      const place = Math.round((start + stroke * sixteenth) * sampleRate);
      mixAt(mix, samples, { start: place, gain: 0.08, pan: 0.85 * (index - 1) || 0.6 });
    }
  }
}

function playArpeggio(mix: Stereo, { start, seconds, chord }: PlayedChord, sixteenth: number, sampleRate: number) {
  const triad = triadAbove(parseChord(chord), 69);
  const rising = [triad[0], triad[1], triad[2], triad[0] + 12];
  for (let step = 0; step < Math.round(seconds / sixteenth); step++) {
    const note = rising[step % rising.length] ?? triad[0];
    const tone = { wave: pulse(0.25), hertz: frequencyOf(note), attack: 0.002, release: 0.04, decay: 0.1 };
    const samples = renderTone(sampleRate, { ...tone, seconds: sixteenth * 0.8 });
    const place = Math.round((start + step * sixteenth) * sampleRate);
    mixAt(mix, samples, { start: place, gain: 0.035, pan: step % 2 === 0 ? -0.9 : 0.9 });
  }
}
