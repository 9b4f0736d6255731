import { SnowflakeUtil } from 'discord.js';
import { z } from 'zod';

/** An id of Discord's, as it may become a part of an address. */
export const snowflakeSchema = z.string().regex(/^\d{17,20}$/);

/** The smallest id that Discord can have given out at this time. */
export function snowflakeAt(atMs: number): string {
  const timestamp = Math.max(Number(SnowflakeUtil.epoch), Math.floor(atMs));
  return SnowflakeUtil.generate({ timestamp, workerId: 0n, processId: 0n, increment: 0n }).toString();
}

/** Negative, zero or positive, as for sorting; ids are too large for numbers. */
export function compareSnowflakes(one: string, other: string): number {
  const difference = BigInt(one) - BigInt(other);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}
