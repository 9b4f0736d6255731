/** How loud a sound is along its length, in equal steps. */
export interface Levels {
  seconds: number;
  steps: Level[];
}

/** Nominally within 0 … 1, over all channels. */
export interface Level {
  peak: number;
  /** Root mean square: how loud it is, where the peak is how far it swings. */
  rms: number;
}

/** As ITU-R BS.1770 has it. */
export interface Loudness {
  /** Over the whole sound. */
  lufs: number;
  /** The highest swing, also between samples, in decibels of full scale: above 0 it is cut off where it is played. */
  truePeakDb: number;
}
