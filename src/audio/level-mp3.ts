import { GAIN_STEP_DB, gainMp3 } from '../codec/mp3-gain.ts';
import { type Loudness, stepsTowards } from '../domain/song/loudness.ts';

export interface LevelledMp3 {
  bytes: Uint8Array;
  loudness: Loudness;
}

/** An MP3 as near to a loudness, in LUFS, as its own steps and its highest swing let it be; as it was where it has no steps. */
export function levelMp3(bytes: Uint8Array, loudness: Loudness, lufs: number): LevelledMp3 {
  const steps = stepsTowards(lufs, loudness, GAIN_STEP_DB);
  const gained = steps === 0 ? undefined : gainMp3(bytes, steps);
  if (!gained) return { bytes, loudness };
  const gainDb = steps * GAIN_STEP_DB;
  return { bytes: gained, loudness: { lufs: loudness.lufs + gainDb, truePeakDb: loudness.truePeakDb + gainDb } };
}
