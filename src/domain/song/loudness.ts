/** How loud a sound is. */
export interface Loudness {
  /** Over the whole sound, in LUFS (ITU-R BS.1770). */
  lufs: number;
  /** The highest swing, also between samples, in decibels of full scale: above 0 it is cut off where it is played. */
  truePeakDb: number;
}

/** In LUFS, as streaming services play what they have. */
export const USUAL_LUFS = -14;

/** What encoding and playing may add is left free above it. */
const HIGHEST_PEAK_DB = -1;

/** Rounding of numbers that are meant to be whole. */
const ROUNDING = 1e-9;

/** In decibels: what brings a sound to a loudness, or as near as its highest swing allows. */
export function gainTowards(lufs: number, sound: Loudness): number {
  return Math.min(lufs - sound.lufs, HIGHEST_PEAK_DB - sound.truePeakDb);
}

/** How many whole steps, of so many decibels each, bring a sound nearest to a loudness without swinging too far. */
export function stepsTowards(lufs: number, sound: Loudness, stepDb: number): number {
  const nearest = Math.round((lufs - sound.lufs) / stepDb);
  const most = Math.floor((HIGHEST_PEAK_DB - sound.truePeakDb) / stepDb + ROUNDING);
  return Math.min(nearest, most);
}
