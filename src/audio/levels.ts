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
