import { DiscordError } from '../../errors.ts';
import type { TargetFacts } from '../permissions/target-facts.ts';

/** Since 2026-09-03; servers with boosts of the second and third tier may send more. */
const DEFAULT_BYTES = 20 * 1024 * 1024;
const TIER_BYTES: Readonly<Record<number, number>> = { 2: 50_000_000, 3: 100_000_000 };

/**
 * The most that one file in a message of the bot may have, in bytes, by what Discord said within the last ten minutes. A
 * member's own subscription does not count there. A request as a whole must stay below 25 MiB whatever this says; that is for
 * the caller to see to.
 */
export async function uploadLimit(facts: TargetFacts, guildId: string, signal: AbortSignal): Promise<number> {
  const guild = await facts.guild(guildId, 'cached', signal);
  if (typeof guild === 'string') throw new DiscordError('gone', 'the bot is not in this server');
  return TIER_BYTES[guild.tier] ?? DEFAULT_BYTES;
}
