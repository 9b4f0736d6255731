import { type InstrumentSet, playDrums, playSinger, type Stage } from './band.ts';
import type { Score } from './score.ts';
import { atOrAbove, frequencyOf, parseChord, triadAbove } from './synth/notes.ts';
import { renderPluck } from './synth/pluck.ts';
import { renderReverb } from './synth/reverb.ts';
import { createStereo, mixAt, mixStereo, type Stereo } from './synth/stereo.ts';
import { renderTone, triangle } from './synth/wave.ts';

/** A singer with a plucked guitar at each side and a soft double bass. */
export const folkBand: InstrumentSet = { drums: playDrums, bass: playBass, chords: playGuitars, lead: playSinger };

/** Strings of a chord in the order in which fingers go through them, by eighths. */
const FINGERS = [0, 2, 3, 1, 4, 2, 3, 1] as const;

function playGuitars(mix: Stereo, score: Score, { sampleRate, random }: Stage): void {
  const dry = createStereo(mix.left.length);
  const step = score.beatSeconds / 2;
  for (const { start, seconds, chord } of score.chords) {
    const triad = triadAbove(parseChord(chord), 48);
    const strings = [triad[0] - 12, triad[0], triad[1], triad[2], triad[0] + 12];
    for (let stroke = 0; stroke < Math.round(seconds / step); stroke++) {
      const note = strings[FINGERS[stroke % FINGERS.length] ?? 0] ?? triad[0];
      const string = { hertz: frequencyOf(note), seconds: step * 3.5, brightness: 0.45, ring: 0.994 };
      const samples = renderPluck(sampleRate, string, random);
      const place = Math.round((start + stroke * step) * sampleRate);
      mixAt(dry, samples, { start: place, gain: stroke === 0 ? 0.5 : 0.36, pan: stroke % 2 === 0 ? -0.75 : 0.75 });
    }
  }
  mixStereo(mix, dry, 1);
  mixStereo(mix, renderReverb(dry.left, sampleRate, { size: 0.5, damping: 0.6 }), 0.2);
}

function playBass(mix: Stereo, score: Score, { sampleRate }: Stage): void {
  for (const { start, seconds, chord } of score.chords) {
    const root = atOrAbove(parseChord(chord).root, 31);
    for (const [share, note] of [
      [0, root],
      [0.5, root + 7],
    ] as const) {
      const tone = { wave: triangle, seconds: seconds * 0.42, attack: 0.015, release: 0.1, decay: 0.7 };
      const samples = renderTone(sampleRate, { ...tone, hertz: frequencyOf(note) });
      mixAt(mix, samples, { start: Math.round((start + share * seconds) * sampleRate), gain: 0.26 });
    }
  }
}
