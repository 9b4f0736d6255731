import { createHash } from 'node:crypto';
import { type RESTPostAPIApplicationCommandsJSONBody, Routes } from 'discord.js';
import { z } from 'zod';
import { DiscordError } from '../../errors.ts';
import type { CommandMentions } from '../rest/command-mentions.ts';
import type { DiscordRest } from '../rest/rest.ts';
import { toDiscordError } from '../rest/rest-error.ts';

/** What was registered last, by application: a hash of it, and of what Discord made of it. */
export interface RegisteredCommands {
  get(applicationId: string): Promise<unknown>;
  set(applicationId: string, hash: string): Promise<unknown>;
}

export interface RegisterCommandsOptions {
  rest: DiscordRest;
  registered: RegisteredCommands;
  applicationId: string;
  /** Of this server alone; missing: of all. */
  guildId?: string;
  commands: readonly RESTPostAPIApplicationCommandsJSONBody[];
  /** Told Discord's list. */
  mentions: Pick<CommandMentions, 'learn'>;
  signal: AbortSignal;
}

/** Discord gives a command another version whenever it changes, whoever changes it. */
const storedSchema = z.array(z.object({ id: z.string(), version: z.string() }));

/**
 * Replaces Discord's list of our commands by this one, where this one or that list is not what it was after the last time: such
 * writes have a narrow rate limit, and only 200 commands may be created in a day. Tells whether it wrote. Throws `DiscordError`.
 */
export async function registerCommands(options: RegisterCommandsOptions): Promise<boolean> {
  const { rest, registered, applicationId, guildId, commands, mentions, signal } = options;
  const route =
    guildId === undefined
      ? Routes.applicationCommands(applicationId)
      : Routes.applicationGuildCommands(applicationId, guildId);
  const key = guildId === undefined ? applicationId : `${applicationId}:${guildId}`;
  const fromDiscord = async (asked: Promise<unknown>) => {
    try {
      const stored = await asked;
      mentions.learn(stored);
      return hashOf(commands, stored);
    } catch (error) {
      throw toDiscordError(error, 'repeatable');
    }
  };
  const noted = await registered.get(key);
  if (noted !== undefined && noted === (await fromDiscord(rest.repeatable.get(route, { signal })))) return false;
  const hash = await fromDiscord(rest.repeatable.put(route, { body: commands, signal }));
  await registered.set(key, hash);
  return true;
}

export type RegisterGuildCommandsOptions = Omit<RegisterCommandsOptions, 'commands' | 'guildId' | 'mentions'> & {
  /** By server; one that is missing has none of its own any more. */
  byGuild: ReadonlyMap<string, RegisterCommandsOptions['commands']>;
  /** Told of servers in which it could not be done, such as one that the bot is not in. */
  onRefused(guildId: string, error: DiscordError): void;
};

/**
 * Registers commands in single servers, where they are not there as they are by now, and takes them back where they are not
 * wanted any more. Throws `DiscordError` for what may pass.
 */
export async function registerGuildCommands({
  byGuild,
  onRefused,
  ...options
}: RegisterGuildCommandsOptions): Promise<void> {
  const { registered, applicationId } = options;
  const listKey = `${applicationId}:guilds`;
  const known = guildIdsSchema.safeParse(await registered.get(listKey)).data?.split(',') ?? [];
  const all = new Set([...known.filter((id) => id !== ''), ...byGuild.keys()]);
  // Before the first is registered: what a crash leaves behind is known to the next start.
  if (all.size > 0) await registered.set(listKey, [...all].join(','));
  const kept = new Set(byGuild.keys());
  for (const guildId of all) {
    try {
      await registerCommands({ ...options, guildId, commands: byGuild.get(guildId) ?? [], mentions: nothingToLearn });
    } catch (error) {
      if (!(error instanceof DiscordError) || (error.code !== 'refused' && error.code !== 'gone')) throw error;
      if (byGuild.has(guildId)) onRefused(guildId, error);
    }
  }
  if (all.size > kept.size) await registered.set(listKey, [...kept].join(','));
}

const guildIdsSchema = z.string();
/** Commands of one server are mentioned nowhere. */
const nothingToLearn = { learn: () => false };

function hashOf(commands: RegisterCommandsOptions['commands'], stored: unknown): string {
  const { data = [] } = storedSchema.safeParse(stored);
  const versions = data.map(({ id, version }) => `${id}:${version}`).sort();
  return createHash('sha256')
    .update(JSON.stringify([commands, versions]))
    .digest('base64url');
}
