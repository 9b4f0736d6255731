import type { PcmAudio } from '../../../codec/pcm.ts';
import { type InstrumentSet, play, popBand } from './band.ts';
import { writeScore } from './score.ts';
import { BEATS_PER_BAR, type SongDescription } from './song.ts';
import { createRandom, pick, type Random } from './synth/random.ts';

export interface SongWish {
  seconds: number;
  seed: number;
  sampleRate?: number;
  channels?: 1 | 2;
  /** The band without its singer. */
  isInstrumental?: boolean;
}

const NOTE_NAMES = ['C4', 'D4', 'E4', 'G4', 'A4', 'C5', 'D5', 'E5', 'G5'] as const;
const SYLLABLES = ['la', 'no', 'se', 'ti', 'mu'] as const;
/** Beats of a bar that is sung. */
const RHYTHMS = [
  [1, 1, 1, 1],
  [0.5, 0.5, 1, 2],
  [1.5, 0.5, 1, 1],
  [1, 0.5, 0.5, 2],
] as const;
const PROGRESSIONS = [
  ['C', 'G', 'Am', 'F'],
  ['Am', 'F', 'C', 'G'],
  ['C', 'Am', 'F', 'G'],
  ['F', 'G', 'C', 'Am'],
] as const;

const instrumentalBand: InstrumentSet = { ...popBand, lead() {} };

/** A small song of any length that another seed makes another one. */
export function makeSong(wish: SongWish): PcmAudio {
  const { seconds, seed, sampleRate = 44_100, channels = 2, isInstrumental = false } = wish;
  const random = createRandom(seed);
  const song = inventSong(random, seconds, seed);
  const score = { ...writeScore(song), seconds };
  const { left, right } = play(song, score, isInstrumental ? instrumentalBand : popBand, sampleRate);
  if (channels === 2) return { sampleRate, channels: [left, right] };
  return { sampleRate, channels: [left.map((value, index) => (value + (right[index] ?? 0)) / 2)] };
}

function inventSong(random: Random, seconds: number, seed: number): SongDescription {
  const beatsPerMinute = 92 + 4 * Math.floor(random() * 9);
  const bars = Math.ceil((seconds * beatsPerMinute) / (60 * BEATS_PER_BAR));
  const progression = pick(random, PROGRESSIONS);
  return {
    title: `Song ${seed}`,
    beatsPerMinute,
    seed,
    drums: { kickHertz: 46 + 8 * random(), length: 0.8 + 0.4 * random(), brightness: 9_000 + 4_000 * random() },
    sections: [
      {
        name: 'all',
        chords: Array.from({ length: bars }, (_, bar) => progression[bar % progression.length] ?? 'C'),
        melody: inventMelody(random, bars),
        drumBar: { kick: 'x.....x.x.......', snare: '....x.......x...', hat: 'x.o.x.o.x.o.x.o.' },
        accompaniment: random() < 0.5 ? 'full' : 'sparse',
      },
    ],
  };
}

/** Wanders by small steps over five notes that fit any of the chords. */
function inventMelody(random: Random, bars: number): string[] {
  let place = 4;
  return Array.from({ length: bars }, () =>
    pick(random, RHYTHMS)
      .map((beats) => {
        place = Math.min(NOTE_NAMES.length - 1, Math.max(0, place + Math.floor(random() * 5) - 2));
        return `${NOTE_NAMES[place]}:${beats}:${pick(random, SYLLABLES)}`;
      })
      .join(' '),
  );
}
