import { Routes } from 'discord.js';
import { z } from 'zod';
import type { Clock } from '../clock.ts';
import { callDiscord } from './call-discord.ts';
import type { DiscordRest } from './rest.ts';

/** Since 2026-09-03; servers with boosts of the second and third tier may send more. */
const DEFAULT_BYTES = 20 * 1024 * 1024;
const TIER_BYTES: Readonly<Record<number, number>> = { 2: 50_000_000, 3: 100_000_000 };

const CACHED_MS = 10 * 60_000;

const guildSchema = z.object({ premium_tier: z.number().default(0) });

export interface UploadLimits {
  /**
   * The most that one file in a message of the bot may have, in bytes. A member's own subscription does not count there.
   * A request as a whole must stay below 25 MiB whatever this says; that is for the caller to see to.
   */
  get(guildId: string, signal: AbortSignal): Promise<number>;
}

/** Upload limits by guild, remembered for ten minutes. */
export function createUploadLimits({ rest, clock }: { rest: DiscordRest; clock: Clock }): UploadLimits {
  const known = new Map<string, { limitBytes: number; until: number }>();
  return {
    async get(guildId, signal) {
      const now = clock.now();
      for (const [id, { until }] of known) if (until <= now) known.delete(id);
      const present = known.get(guildId);
      if (present) return present.limitBytes;
      const answer = await callDiscord('repeatable', signal, (callSignal) =>
        rest.repeatable.get(Routes.guild(guildId), { signal: callSignal }),
      );
      const { premium_tier: tier } = guildSchema.parse(answer);
      const limitBytes = TIER_BYTES[tier] ?? DEFAULT_BYTES;
      known.set(guildId, { limitBytes, until: now + CACHED_MS });
      return limitBytes;
    },
  };
}
