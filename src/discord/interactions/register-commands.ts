import { createHash } from 'node:crypto';
import { type RESTPostAPIApplicationCommandsJSONBody, Routes } from 'discord.js';
import { z } from 'zod';
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
  const { rest, registered, applicationId, commands, mentions, signal } = options;
  const route = Routes.applicationCommands(applicationId);
  const fromDiscord = async (asked: Promise<unknown>) => {
    try {
      const stored = await asked;
      mentions.learn(stored);
      return hashOf(commands, stored);
    } catch (error) {
      throw toDiscordError(error, 'repeatable');
    }
  };
  const noted = await registered.get(applicationId);
  if (noted !== undefined && noted === (await fromDiscord(rest.repeatable.get(route, { signal })))) return false;
  const hash = await fromDiscord(rest.repeatable.put(route, { body: commands, signal }));
  await registered.set(applicationId, hash);
  return true;
}

function hashOf(commands: RegisterCommandsOptions['commands'], stored: unknown): string {
  const { data = [] } = storedSchema.safeParse(stored);
  const versions = data.map(({ id, version }) => `${id}:${version}`).sort();
  return createHash('sha256')
    .update(JSON.stringify([commands, versions]))
    .digest('base64url');
}
