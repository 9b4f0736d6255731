import { createDrumKit } from '../../songs/synth/drums.ts';
import { applyFilter, highpass, lowpass } from '../../songs/synth/filters.ts';
import { atOrAbove, frequencyOf, triadAbove } from '../../songs/synth/notes.ts';
import { pick, type Random } from '../../songs/synth/random.ts';
import { renderEcho, renderReverb } from '../../songs/synth/reverb.ts';
import { createStereo, mixAt, mixStereo, type Stereo } from '../../songs/synth/stereo.ts';
import { pulse, renderTone, saw } from '../../songs/synth/wave.ts';
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
import type { Family, Take } from './family.ts';

const ARPEGGIOS = [
  [0, 1, 2, 3],
  [0, 2, 1, 3],
  [3, 2, 1, 0],
] as const;

/** A night drive in the eighties: a pulsing bass, glassy pads, an arpeggio, a snare in a room that is cut off. */
export const synthwave: Family = {
  name: 'synthwave',
  words: [
    ...[
      'synthwave',
      '80s',
      'eighties',
      'retro',
      'synth',
      'synths',
      'synthesizer',
      'neon',
      'vaporwave',
      'wave',
      'new-wave',
    ],
    ...['electro', 'gated', 'analog', 'synthpop', 'synth-pop', 'shimmering', 'drive', 'arpeggio', 'futuristic'],
  ],
  throat: 1.03,
  arrange(song, take) {
    const { sampleRate, length } = song;
    const { random } = take;
    const mix = createStereo(length);
    playPads(mix, song, random);
    playPulse(mix, song, random);
    playArpeggio(mix, song, random);
    playDrums(mix, song, gatedKit(sampleRate, random), {
      full: { kick: 'x.......x.......', snare: '....x.......x...', hat: 'x.x.x.x.x.x.x.x.' },
      soft: { kick: 'x.......x.......', snare: '............x...' },
      gains: { kick: 0.5, snare: about(random, 0.42), hat: about(random, 0.05) },
    });
    playMelody(mix, song, {
      gain: about(random, 0.05),
      transpose: pick(random, [0, 12]),
      pan: 0.3,
      tone: { wave: pulse(0.35), attack: 0.03, release: 0.2 },
    });
    playVoice(mix, song, take);
    return mix;
  },
};

function playVoice(mix: Stereo, song: SongAnalysis, { random, colour }: Take): void {
  const { sampleRate } = song;
  const voice = applyFilter(prepareLead(song, colour), highpass(sampleRate, 220));
  mixAt(mix, voice, { start: 0, gain: 1.3 });
  mixStereo(mix, renderEcho(voice, pick(random, [3, 6]) * sixteenthSamples(song), 0.35), about(random, 0.22));
  mixStereo(mix, renderReverb(voice, sampleRate, { size: 0.75, damping: 0.3 }), 0.5);
}

/** A big room whose sound is cut before it has died. */
function gatedKit(sampleRate: number, random: Random) {
  const kit = createDrumKit(sampleRate, random, { kickHertz: 47, length: 1, brightness: 9_000 });
  const padded = new Float32Array(Math.round(0.32 * sampleRate));
  padded.set(kit.snare.subarray(0, padded.length));
  const room = renderReverb(padded, sampleRate, { size: 0.8, damping: 0.2 });
  const close = Math.round(0.04 * sampleRate);
  const snare = padded.map(
    (value, index) => (value + 2.6 * (room.left[index] ?? 0)) * Math.min(1, (padded.length - index) / close),
  );
  return { ...kit, snare };
}

function playPulse(mix: Stereo, song: SongAnalysis, random: Random): void {
  const tone = createTones(song.sampleRate, (samples) => applyFilter(samples, lowpass(song.sampleRate, 750, 1.6)));
  const gain = about(random, 0.3);
  for (const { chord, bar, firstStep, lastStep } of chordSpans(song)) {
    const note = atOrAbove(chord.root, 31);
    for (let step = firstStep; step < lastStep; step++) {
      const samples = tone(step % 8 === 7 ? note + 12 : note, 0.09, {
        wave: saw,
        attack: 0.003,
        release: 0.03,
        decay: 0.2,
      });
      const accent = step % 4 === 0 ? 0.65 : 1;
      mixAt(mix, samples, { start: Math.round(stepTime(bar, step) * song.sampleRate), gain: gain * accent });
    }
  }
}

function playPads(mix: Stereo, song: SongAnalysis, random: Random): void {
  const { sampleRate } = song;
  const gain = about(random, 0.034);
  const open = 1_500 * 2 ** random();
  for (const { chord, start, seconds } of chordSpans(song)) {
    for (const note of [...triadAbove(chord, 60), triadAbove(chord, 60)[0] + 12]) {
      for (const [index, pan] of [-0.85, 0.85].entries()) {
        const hertz = frequencyOf(note + (index === 0 ? -0.07 : 0.07));
        const tone = renderTone(sampleRate, { wave: pulse(0.42), hertz, seconds, attack: 0.12, release: 0.3 });
        applyFilter(tone, lowpass(sampleRate, open));
        mixAt(mix, tone, { start: Math.round(start * sampleRate), gain, pan });
      }
    }
  }
}

function playArpeggio(mix: Stereo, song: SongAnalysis, random: Random): void {
  const { sampleRate } = song;
  const order: readonly number[] = pick(random, ARPEGGIOS);
  const dry = new Float32Array(mix.left.length);
  const tone = createTones(sampleRate, (samples) => applyFilter(samples, lowpass(sampleRate, 4_500)));
  for (const { chord, bar, firstStep, lastStep } of chordSpans(song)) {
    const triad = triadAbove(chord, 72);
    const notes = [...triad, triad[0] + 12];
    for (let step = firstStep; step < lastStep; step++) {
      const note = notes[order[step % order.length] ?? 0] ?? triad[0];
      const samples = tone(note, 0.07, { wave: saw, attack: 0.002, release: 0.05, decay: 0.08 });
      const place = Math.round(stepTime(bar, step) * sampleRate);
      for (let index = Math.max(0, -place); index < samples.length && place + index < dry.length; index++) {
        dry[place + index] = (dry[place + index] as number) + (samples[index] as number);
      }
    }
  }
  mixAt(mix, dry, { start: 0, gain: 0.05, pan: -0.5 });
  mixStereo(mix, renderEcho(dry, 3 * sixteenthSamples(song), 0.45), 0.05);
}
