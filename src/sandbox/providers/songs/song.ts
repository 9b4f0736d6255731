import type { DrumName, DrumTuning } from './synth/drums.ts';

/** A song as data: everything that an instrument set needs to play it. */
export interface SongDescription {
  title: string;
  beatsPerMinute: number;
  /** For everything that is left to chance: noise, jitter of the voice. */
  seed: number;
  drums: DrumTuning;
  /** Where the resonances of the singer's voice lie: below 1 a larger person, above 1 a smaller one. 1 when not said. */
  throat?: number;
  sections: readonly Section[];
}

export interface Section {
  name: string;
  /** One entry per bar of four beats; two chords share a bar: `Am` or `Am G`. */
  chords: readonly string[];
  /**
   * What is sung, one line per bar: `note:beats:syllable` and `-:beats` for a rest. The syllable's last letter is its vowel
   * (a, e, i, o, u), the first one its consonant.
   */
  melody: readonly string[];
  /** A bar of sixteenths per drum: `x` hits, `o` hits softly, `.` rests. */
  drumBar: Readonly<Partial<Record<DrumName, string>>>;
  /** Drums that are hit once, on the first beat. */
  opening?: readonly DrumName[];
  accompaniment: 'sparse' | 'full' | 'held';
}

export const BEATS_PER_BAR = 4;

export interface SungNote {
  /** In seconds from the beginning of the song. */
  start: number;
  seconds: number;
  note: number;
  consonant: string;
  vowel: string;
}

export interface PlayedChord {
  start: number;
  seconds: number;
  chord: string;
  accompaniment: Section['accompaniment'];
}

export interface DrumHit {
  start: number;
  drum: DrumName;
  /** 0 … 1 */
  strength: number;
}
