const DISCORD_EPOCH_MS = 1_420_070_400_000;

/** The smallest id that Discord can have given out at this time. */
export function snowflakeAt(atMs: number): string {
  return (BigInt(Math.max(0, Math.floor(atMs) - DISCORD_EPOCH_MS)) << 22n).toString();
}

/** Negative, zero or positive, as for sorting; ids are too large for numbers. */
export function compareSnowflakes(one: string, other: string): number {
  const difference = BigInt(one) - BigInt(other);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}
