import { createDrumKit } from '../../songs/synth/drums.ts';
import { applyFilter, highpass, lowpass, peak } from '../../songs/synth/filters.ts';
import { atOrAbove, frequencyOf } from '../../songs/synth/notes.ts';
import { pick, type Random } from '../../songs/synth/random.ts';
import { renderReverb } from '../../songs/synth/reverb.ts';
import { createStereo, mixAt, mixStereo, type Stereo } from '../../songs/synth/stereo.ts';
import { renderTone, saw } from '../../songs/synth/wave.ts';
import type { SongAnalysis } from '../analysis/analyse.ts';
import { about, chordSpans, createTones, playDrums, playMelody, prepareLead, stepTime } from './arranging.ts';
import { saturate } from './effects.ts';
import type { Family } from './family.ts';

/** Sixteenths on which the guitars are struck; the dots between let the last one ring. */
const RIFFS = ['x.x.x.x.x.x.x.x.', 'x..x..x.x..x..x.', 'x...x.x.x...x.x.'] as const;
const GUITAR_HIGHEST = 4_800;

/** A loud band in a hall: two walls of distorted guitars, bass, heavy drums, a voice that has to shout. */
export const rock: Family = {
  name: 'rock',
  words: [
    ...['rock', 'punk', 'metal', 'grunge', 'hard', 'heavy', 'guitars', 'distorted', 'loud', 'stadium', 'riff', 'riffs'],
    ...['garage', 'screaming', 'thrash', 'emo', 'indie', 'shouting', 'raw', 'electric-guitar', 'band'],
  ],
  throat: 0.95,
  arrange(song, take) {
    const { sampleRate, length } = song;
    const { random } = take;
    const mix = createStereo(length);
    playGuitars(mix, song, random);
    playBass(mix, song, random);
    playSolo(mix, song, random);
    playDrums(mix, song, createDrumKit(sampleRate, random, { kickHertz: 54, length: 1.25, brightness: 15_000 }), {
      full: {
        kick: pick(random, ['x.....x.x.x.....', 'x..x....x.x...x.', 'x.x...x.x.x...x.']),
        snare: '....x.......x...',
        openHat: 'x...x...x...x...',
        crash: 'x...............',
      },
      soft: { kick: 'x.......x.......', snare: '....x.......x...', hat: 'x.x.x.x.x.x.x.x.' },
      gains: { kick: 0.5, snare: about(random, 0.5), openHat: 0.13, hat: 0.1, crash: about(random, 0.09) },
    });
    const voice = saturate(prepareLead(song, take.colour), 3);
    mixAt(mix, voice, { start: 0, gain: 1.5 });
    mixStereo(mix, renderReverb(voice, sampleRate, { size: 0.35, damping: 0.3 }), 0.45);
    return mix;
  },
};

/** Root and fifth, as loud guitars can bear; the left one plays what the right one plays, and never quite the same. */
function playGuitars(mix: Stereo, song: SongAnalysis, random: Random): void {
  const { sampleRate } = song;
  const riff = pick(random, RIFFS);
  const gain = about(random, 0.15);
  for (const pan of [-0.95, 0.95]) {
    const dry = new Float32Array(mix.left.length);
    const tones = createTones(sampleRate);
    for (const { chord, bar, firstStep, lastStep } of chordSpans(song)) {
      const root = atOrAbove(chord.root, 40);
      for (let step = firstStep; step < lastStep; step++) {
        if (riff[step] !== 'x') continue;
        const start = stepTime(bar, step);
        const seconds = Math.max(0.1, stepTime(bar, nextStroke(riff, step, lastStep)) - start - 0.02);
        for (const note of [root, root + 7, root + 12]) {
          const tone = tones(note + pan * 0.04, seconds, { wave: saw, attack: 0.003, release: 0.03, decay: 1.2 });
          addInto(dry, tone, Math.round(start * sampleRate));
        }
      }
    }
    mixAt(mix, amplify(dry, sampleRate), { start: 0, gain, pan });
  }
}

function nextStroke(riff: string, step: number, lastStep: number): number {
  const next = riff.indexOf('x', step + 1);
  return next < 0 || next > lastStep ? lastStep : next;
}

/** What an amplifier does with it: no bass into the distortion, a nasal middle, a loudspeaker without highs. */
function amplify(samples: Float32Array, sampleRate: number): Float32Array {
  saturate(applyFilter(samples, highpass(sampleRate, 120)), 9);
  for (let index = 0; index < samples.length; index++) samples[index] = 6 * (samples[index] as number);
  applyFilter(applyFilter(samples, highpass(sampleRate, 90)), peak(sampleRate, 1_100, 0.8, 5));
  return applyFilter(applyFilter(samples, lowpass(sampleRate, GUITAR_HIGHEST)), lowpass(sampleRate, GUITAR_HIGHEST));
}

function addInto(target: Float32Array, samples: Float32Array, start: number): void {
  const end = Math.min(samples.length, target.length - start);
  for (let index = Math.max(0, -start); index < end; index++) {
    target[start + index] = (target[start + index] as number) + (samples[index] as number);
  }
}

/** A third guitar plays along with the voice. */
function playSolo(mix: Stereo, song: SongAnalysis, random: Random): void {
  const tune = createStereo(mix.left.length);
  playMelody(tune, song, {
    gain: 0.5,
    transpose: pick(random, [0, 12]),
    tone: { wave: saw, attack: 0.01, release: 0.06 },
  });
  mixAt(mix, amplify(tune.left, song.sampleRate), { start: 0, gain: about(random, 0.08), pan: 0.2 });
}

function playBass(mix: Stereo, song: SongAnalysis, random: Random): void {
  const { sampleRate } = song;
  const gain = about(random, 0.2);
  for (const { chord, bar, firstStep, lastStep } of chordSpans(song)) {
    const hertz = frequencyOf(atOrAbove(chord.root, 28));
    for (let step = firstStep; step < lastStep; step += 2) {
      const start = stepTime(bar, step);
      const seconds = (stepTime(bar, step + 2 > 15 ? 15 : step + 2) - start) * 0.9;
      const tone = renderTone(sampleRate, {
        wave: saw,
        hertz,
        seconds: Math.max(0.05, seconds),
        attack: 0.004,
        release: 0.03,
      });
      applyFilter(saturate(tone, 2), lowpass(sampleRate, 900));
      mixAt(mix, tone, { start: Math.round(start * sampleRate), gain });
    }
  }
}
