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

const pageSchema = z.array(z.object({ id: z.string().regex(/^\d{1,20}$/), name: z.string().catch('') })).max(PAGE);

/**
 * The ids of all servers that the bot is in, with those that are away in an outage of Discord's. All of them or none: throws
 * `DiscordError` where a page cannot be had, or is not the one that was asked for.
 */
export async function ownGuilds(rest: DiscordRest, signal: AbortSignal): Promise<ReadonlySet<string>> {
  return new Set((await guildNames(rest, signal)).keys());
}

/** Those servers' names by their ids. Throws `DiscordError`. */
export async function guildNames(rest: DiscordRest, signal: AbortSignal): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  let after = '0';
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const guilds = await pageAfter(rest, after, signal);
    for (const { id, name } of guilds) found.set(id, name);
    if (guilds.length < PAGE) return found;
    after = guilds.at(-1)?.id ?? after;
  }
  throw odd();
}

async function pageAfter(
  rest: DiscordRest,
  after: string,
  signal: AbortSignal,
): Promise<{ id: string; name: string }[]> {
  const query = new URLSearchParams({ limit: String(PAGE), after });
  const answer = await callDiscord('repeatable', signal, (callSignal) =>
    rest.repeatable.get(Routes.userGuilds(), { query, signal: callSignal }),
  );
  const read = pageSchema.safeParse(answer);
  if (!read.success) throw odd();
  const guilds = read.data.toSorted((one, other) => compareSnowflakes(one.id, other.id));
  const isInOrder = guilds.every(({ id }, index) => compareSnowflakes(id, guilds[index - 1]?.id ?? after) > 0);
  if (!isInOrder) throw odd();
  return guilds;
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

/** Takes the bot out of a server. False where it was not in it. Throws `DiscordError` where that is not sure. */
export async function leaveGuild(rest: DiscordRest, guildId: string, signal: AbortSignal): Promise<boolean> {
  return callDiscord('repeatable', signal, async (callSignal) => {
    try {
      await rest.repeatable.delete(Routes.userGuild(guildId), { signal: callSignal });
      return true;
    } catch (error) {
      if (NOT_A_MEMBER.has(discordCode(error))) return false;
      throw error;
    }
  });
}
