import { createDrumKit } from '../../songs/synth/drums.ts';
import { applyFilter, highpass, lowpass } from '../../songs/synth/filters.ts';
import { atOrAbove, frequencyOf, triadAbove } from '../../songs/synth/notes.ts';
import { pick } from '../../songs/synth/random.ts';
import { renderEcho, renderReverb } from '../../songs/synth/reverb.ts';
import { createStereo, mixAt, mixStereo, type Stereo } from '../../songs/synth/stereo.ts';
import { renderTone, saw } from '../../songs/synth/wave.ts';
import type { SongAnalysis } from '../analysis/analyse.ts';
import {
  about,
  chordSpans,
  createTones,
  isHeard,
  playDrums,
  playMelody,
  prepareLead,
  sixteenthSamples,
  stepTime,
} from './arranging.ts';
import { pump, saturate } from './effects.ts';
import type { Family, Take } from './family.ts';

const BASS_STEPS = ['..x...x...x...x.', '..xx..xx..xx..xx', '..x..xx...x..x.x'] as const;
/** In cents: three saws that beat against each other. */
const DETUNE = [-9, 0, 8] as const;

/** A dance floor: kick on every beat, a wall of saws that ducks under it, the voice in echoes. */
export const club: Family = {
  name: 'club',
  words: [
    ...[
      'club',
      'dance',
      'edm',
      'house',
      'techno',
      'trance',
      'disco',
      'rave',
      'dubstep',
      'drum',
      'bass',
      'party',
      'energetic',
    ],
    ...[
      'fast',
      'pop',
      'trap',
      'funk',
      'funky',
      'reggaeton',
      'festival',
      'k-pop',
      'kpop',
      'hyperpop',
      'remix',
      'anthem',
    ],
  ],
  throat: 1.07,
  arrange(song, take) {
    const { sampleRate, length } = song;
    const { random } = take;
    const mix = createStereo(length);
    playPads(mix, song, take);
    playBass(mix, song, take);
    playMelody(mix, song, {
      gain: about(random, 0.09),
      transpose: pick(random, [12, 0]),
      pan: -0.2,
      tone: { wave: saw, attack: 0.005, release: 0.08, decay: 0.3 },
    });
    const beats = song.bars.filter(isHeard).flatMap((bar) => bar.beats.slice(0, 4));
    pump(mix, sampleRate, beats, 0.2 + 0.2 * random(), 0.5 + 0.4 * random());
    playDrums(mix, song, createDrumKit(sampleRate, random, { kickHertz: 50, length: 1.1, brightness: 16_000 }), {
      full: {
        kick: 'x...x...x...x...',
        clap: '....x.......x...',
        openHat: '..x...x...x...x.',
        hat: pick(random, ['x.xx.xx.x.xx.xx.', 'xxxxxxxxxxxxxxxx', '.o.o.o.o.o.o.o.o']),
      },
      soft: { kick: 'x...x...x...x...', openHat: '..x...x...x...x.' },
      gains: { kick: 0.62, clap: about(random, 0.34), openHat: about(random, 0.16), hat: about(random, 0.08) },
    });
    playVoice(mix, song, take);
    return mix;
  },
};

function playVoice(mix: Stereo, song: SongAnalysis, { random, colour }: Take): void {
  const { sampleRate } = song;
  const voice = saturate(applyFilter(prepareLead(song, colour), highpass(sampleRate, 260)), 1.6);
  mixAt(mix, voice, { start: 0, gain: 1.05 });
  mixStereo(mix, renderEcho(voice, pick(random, [3, 4, 6]) * sixteenthSamples(song), 0.5), about(random, 0.2));
  mixStereo(mix, renderReverb(voice, sampleRate, { size: 0.6 + 0.35 * random(), damping: 0.2 }), 0.5);
}

function playPads(mix: Stereo, song: SongAnalysis, { random }: Take): void {
  const { sampleRate } = song;
  const chords = new Map<string, Stereo>();
  const lowest = pick(random, [55, 58, 62]);
  const gain = about(random, 0.05);
  const brightness = 2_000 * 4 ** random();
  for (const { chord, start, seconds } of chordSpans(song)) {
    const held = Math.round(seconds * 50) / 50;
    const key = `${chord.root} ${chord.isMinor} ${held}`;
    const pad = chords.get(key) ?? renderPad(sampleRate, triadAbove(chord, lowest), held, brightness);
    chords.set(key, pad);
    const place = Math.round(start * sampleRate);
    mixAt(mix, pad.left, { start: place, gain, pan: -0.8 });
    mixAt(mix, pad.right, { start: place, gain, pan: 0.8 });
  }
}

function renderPad(sampleRate: number, notes: readonly number[], seconds: number, brightness: number): Stereo {
  const pad = createStereo(Math.round((seconds + 0.1) * sampleRate));
  for (const note of notes) {
    for (const [index, cents] of DETUNE.entries()) {
      const hertz = frequencyOf(note + cents / 100);
      const samples = renderTone(sampleRate, { wave: saw, hertz, seconds, attack: 0.01, release: 0.08 });
      mixAt(pad, samples, { start: 0, gain: 0.6, pan: index - 1 });
    }
  }
  for (const channel of [pad.left, pad.right]) applyFilter(channel, lowpass(sampleRate, brightness));
  return pad;
}

function playBass(mix: Stereo, song: SongAnalysis, { random }: Take): void {
  const tone = createTones(song.sampleRate, (samples) => applyFilter(samples, lowpass(song.sampleRate, 500, 2)));
  const pattern = pick(random, BASS_STEPS);
  const gain = about(random, 0.34);
  for (const { chord, bar, firstStep, lastStep } of chordSpans(song)) {
    for (let step = firstStep; step < lastStep; step++) {
      if (pattern[step] !== 'x') continue;
      const note = atOrAbove(chord.root, 33);
      const samples = tone(note, 0.13, { wave: saw, attack: 0.004, release: 0.04, decay: 0.3 });
      mixAt(mix, samples, { start: Math.round(stepTime(bar, step) * song.sampleRate), gain });
    }
  }
}
