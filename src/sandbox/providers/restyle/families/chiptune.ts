import { createDrumKit } from '../../songs/synth/drums.ts';
import { applyFilter, highpass } from '../../songs/synth/filters.ts';
import { atOrAbove, triadAbove } from '../../songs/synth/notes.ts';
import { pick } from '../../songs/synth/random.ts';
import { renderEcho } from '../../songs/synth/reverb.ts';
import { createStereo, mixAt, mixStereo, type Stereo } from '../../songs/synth/stereo.ts';
import { pulse, triangle } from '../../songs/synth/wave.ts';
import type { SongAnalysis } from '../analysis/analyse.ts';
import {
  about,
  chordSpans,
  createTones,
  playDrums,
  playMelody,
  prepareLead,
  sixteenthSamples,
  stepTime,
} from './arranging.ts';
import { crush } from './effects.ts';
import type { Family, Take } from './family.ts';

const RUNS = [
  [0, 1, 2, 3],
  [3, 2, 1, 0],
  [0, 2, 1, 3],
  [0, 3, 1, 2],
] as const;
const BASS_STEPS = ['x.x.x.x.x.x.x.x.', 'x..x..x.x..x..x.', 'x...x.x.x...x.xx'] as const;

/** A game console of 1988: pulse waves, a triangle bass, noise for drums, the lead through five bits. */
export const chiptune: Family = {
  name: 'chiptune',
  words: [
    ...[
      'chiptune',
      '8-bit',
      '8bit',
      '16-bit',
      '8',
      'bit',
      'game',
      'games',
      'arcade',
      'pixel',
      'nintendo',
      'gameboy',
      'nes',
    ],
    ...[
      'console',
      'videogame',
      'video-game',
      'kawaii',
      'j-pop',
      'jpop',
      'anime',
      'cute',
      'happy',
      'funny',
      'electronic',
    ],
  ],
  throat: 1.18,
  arrange(song, take) {
    const { sampleRate, length } = song;
    const { random } = take;
    const mix = createStereo(length);
    playArpeggio(mix, song, take);
    playBass(mix, song, take);
    const kit = createDrumKit(sampleRate, random, { kickHertz: 70, length: 0.5, brightness: 11_000 });
    for (const drum of Object.values(kit)) crush(drum, { every: 4, steps: 7 });
    playDrums(mix, song, kit, {
      full: { kick: 'x.....x.x.......', snare: '....x.......x..o', hat: 'x.x.x.x.x.x.x.x.' },
      soft: { kick: 'x.......x.......', hat: '....x.......x...' },
      gains: { kick: 0.3, snare: 0.17, hat: 0.06 },
    });
    playLead(mix, song, take);
    return mix;
  },
};

function playLead(mix: Stereo, song: SongAnalysis, { random, colour }: Take): void {
  const { sampleRate } = song;
  const tune = createStereo(song.length);
  playMelody(tune, song, {
    gain: about(random, 0.17),
    transpose: pick(random, [0, 0, 12]),
    tone: { wave: pulse(pick(random, [0.5, 0.25, 0.125])), attack: 0.003, release: 0.03, decay: 1.2 },
  });
  mixStereo(mix, tune, 1);
  mixStereo(mix, renderEcho(tune.left, pick(random, [2, 3, 4]) * sixteenthSamples(song), 0.4), 0.3);
  const voice = crush(prepareLead(song, colour), { every: Math.max(1, Math.round(sampleRate / 9_000)), steps: 20 });
  mixAt(mix, voice, { start: 0, gain: 0.62 });
}

function playArpeggio(mix: Stereo, song: SongAnalysis, { random }: Take): void {
  const tone = createTones(song.sampleRate, (samples) => applyFilter(samples, highpass(song.sampleRate, 300)));
  const run: readonly number[] = pick(random, RUNS);
  const lowest = pick(random, [60, 64, 67]);
  const wave = pulse(pick(random, [0.125, 0.25]));
  const gain = about(random, 0.075);
  for (const { chord, bar, firstStep, lastStep } of chordSpans(song)) {
    const triad = triadAbove(chord, lowest);
    const notes = [...triad, triad[0] + 12];
    for (let step = firstStep; step < lastStep; step++) {
      const note = notes[run[step % run.length] ?? 0] ?? triad[0];
      const samples = tone(note, 0.08, { wave, attack: 0.002, release: 0.04, decay: 0.12 });
      const start = Math.round(stepTime(bar, step) * song.sampleRate);
      mixAt(mix, samples, { start, gain, pan: step % 2 === 0 ? -0.7 : 0.7 });
    }
  }
}

function playBass(mix: Stereo, song: SongAnalysis, { random }: Take): void {
  const tone = createTones(song.sampleRate, (samples) => crush(samples, { every: 1, steps: 8 }));
  const pattern = pick(random, BASS_STEPS);
  for (const { chord, bar, firstStep, lastStep } of chordSpans(song)) {
    const note = atOrAbove(chord.root, 36);
    for (let step = firstStep; step < lastStep; step++) {
      if (pattern[step] !== 'x') continue;
      const samples = tone(step % 8 === 6 ? note + 12 : note, 0.14, { wave: triangle, attack: 0.002, release: 0.02 });
      mixAt(mix, samples, { start: Math.round(stepTime(bar, step) * song.sampleRate), gain: 0.26 });
    }
  }
}
