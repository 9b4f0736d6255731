/** How pauses between attempts grow: each is twice as long as the one before. */
export interface RetryPauses {
  firstMs: number;
  longestMs: number;
  /** By which share of it chance may shorten a pause, so that not all who failed together come back together. */
  spread?: number;
}

const USUAL: RetryPauses = { firstMs: 1_000, longestMs: 60_000 };

/** How long to wait after so many failures in a row, counted from one; `random` in [0, 1). Usually 1 s, 2 s, 4 s … 60 s. */
export function retryPauseMs(failures: number, pauses: RetryPauses = USUAL, random = 0): number {
  const { firstMs, longestMs, spread = 0 } = pauses;
  return Math.min(longestMs, firstMs * 2 ** (failures - 1)) * (1 - spread + spread * random);
}
