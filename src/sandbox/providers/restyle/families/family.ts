import type { Random } from '../../songs/synth/random.ts';
import type { Stereo } from '../../songs/synth/stereo.ts';
import type { SongAnalysis } from '../analysis/analyse.ts';

/**
 * One way to play a song anew. A new one is a file beside this and a line in `families.ts`; it keeps the lead and its
 * melody in front, keeps the length, and sounds like none of the others.
 */
export interface Family {
  name: string;
  /** Words of a style, in lower case, that ask for it. */
  words: readonly string[];
  /** Where the resonances of the new lead voice lie beside the old ones; 1 leaves the voice as it is. */
  throat: number;
  /** Levels are free: the result is brought to a common level. Takes its chances from `take` only. */
  arrange(song: SongAnalysis, take: Take): Stereo;
}

/** What makes one cover of a song in a family another than the next. */
export interface Take {
  random: Random;
  /** 0 … 1, from the lyrics: colours the sound and changes nothing else. */
  colour: number;
}
