import { Routes } from 'discord.js';
import { z } from 'zod';
import { DiscordError } from '../../errors.ts';
import { callDiscord } from '../rest/call-discord.ts';
import type { DiscordRest } from '../rest/rest.ts';
import { discordCode } from '../rest/rest-error.ts';
import { compareSnowflakes } from '../snowflake.ts';

/** The most that Discord lists at once. */
const PAGE = 200;

/** A million servers; more pages than that are a list without an end. */
const MOST_PAGES = 5_000;

const NOT_A_MEMBER: ReadonlySet<number | undefined> = new Set([
  10_004, // unknown guild
  50_001, // no access
]);

const pageSchema = z.array(z.object({ id: z.string().regex(/^\d{1,20}$/) })).max(PAGE);

/**
 * The ids of all servers that the bot is in, with those that are away in an outage of Discord's. All of them or none: throws
 * `DiscordError` where a page cannot be had, or is not the one that was asked for.
 */
export async function ownGuilds(rest: DiscordRest, signal: AbortSignal): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  let after = '0';
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const ids = await pageAfter(rest, after, signal);
    for (const id of ids) found.add(id);
    if (ids.length < PAGE) return found;
    after = ids.at(-1) ?? after;
  }
  throw odd();
}

async function pageAfter(rest: DiscordRest, after: string, signal: AbortSignal): Promise<string[]> {
  const query = new URLSearchParams({ limit: String(PAGE), after });
  const answer = await callDiscord('repeatable', signal, (callSignal) =>
    rest.repeatable.get(Routes.userGuilds(), { query, signal: callSignal }),
  );
  const read = pageSchema.safeParse(answer);
  if (!read.success) throw odd();
  const ids = read.data.map(({ id }) => id).sort(compareSnowflakes);
  const isInOrder = ids.every((id, index) => compareSnowflakes(id, ids[index - 1] ?? after) > 0);
  if (!isInOrder) throw odd();
  return ids;
}

function odd(): DiscordError {
  return new DiscordError('retry', 'the list of servers was not what was asked for');
}

/** Whether the bot is in a server, by what Discord says of this one alone, now. Throws `DiscordError` where it does not say. */
export async function isInGuild(rest: DiscordRest, guildId: string, signal: AbortSignal): Promise<boolean> {
  return callDiscord('repeatable', signal, async (callSignal) => {
    try {
      await rest.repeatable.get(Routes.guild(guildId), { signal: callSignal });
      return true;
    } catch (error) {
      if (NOT_A_MEMBER.has(discordCode(error))) return false;
      throw error;
    }
  });
}
