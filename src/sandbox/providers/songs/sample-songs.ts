import type { PcmAudio } from '../../../codec/pcm.ts';
import { type InstrumentSet, play, popBand } from './band.ts';
import { demoSong } from './demo-song.ts';
import { folkBand } from './folk-band.ts';
import { neonStairs } from './neon-stairs.ts';
import { writeScore } from './score.ts';
import { slowHarbour } from './slow-harbour.ts';
import type { SongDescription } from './song.ts';
import { synthBand } from './synth-band.ts';

/** A song of the sandbox that anyone may use: nobody's rights, no file in the repository. */
export interface SampleSong {
  id: string;
  about: string;
  song: SongDescription;
  band: InstrumentSet;
}

export const SAMPLE_RATE = 44_100;

/** Clearly different ones: tempo, key, singer, instruments. */
export const sampleSongs: readonly SampleSong[] = [
  { id: 'paper-lanterns', about: 'pop, A minor', song: demoSong, band: popBand },
  { id: 'slow-harbour', about: 'folk ballad, G major', song: slowHarbour, band: folkBand },
  { id: 'neon-stairs', about: 'synth pop, D minor', song: neonStairs, band: synthBand },
];

/** The same samples each time. Takes about a second of CPU. */
export function playSample({ song, band }: Pick<SampleSong, 'song' | 'band'>, sampleRate = SAMPLE_RATE): PcmAudio {
  const { left, right } = play(song, writeScore(song), band, sampleRate);
  return { sampleRate, channels: [left, right] };
}
