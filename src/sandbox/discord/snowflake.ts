import type { Clock } from '../../clock.ts';

/** 2015-01-01, where Discord begins to count, in milliseconds since the Unix epoch. */
const DISCORD_EPOCH_MS = 1_420_070_400_000n;
const TIME_SHIFT = 22n;

/** Ids that carry the clock's time and always grow, also while the clock stands still or is set back. */
export function createSnowflakes(clock: Clock): () => string {
  let last = 0n;
  return () => {
    const fromTime = (BigInt(clock.now()) - DISCORD_EPOCH_MS) << TIME_SHIFT;
    last = fromTime > last ? fromTime : last + 1n;
    return String(last);
  };
}

/** Orders two ids by age. */
export function compareIds(left: string, right: string): number {
  const difference = BigInt(left) - BigInt(right);
  return difference < 0n ? -1 : Number(difference > 0n);
}
