import { isDeepStrictEqual } from 'node:util';
import {
  ApplicationIntegrationType,
  InteractionContextType,
  type RESTPostAPIApplicationCommandsJSONBody,
  Routes,
} from 'discord.js';
import type { DiscordRest } from '../rest/rest.ts';
import { toDiscordError } from '../rest/rest-error.ts';

type CommandBody = RESTPostAPIApplicationCommandsJSONBody;

/** Servers only: a cover needs a channel, a quota and somebody who may say no. */
const GUILD_ONLY = {
  contexts: [InteractionContextType.Guild],
  integration_types: [ApplicationIntegrationType.GuildInstall],
};

/** What Discord adds to a command when it stores it. */
const ADDED_BY_DISCORD = new Set([
  'id',
  'application_id',
  'guild_id',
  'version',
  'name_localized',
  'description_localized',
]);

/**
 * Makes Discord's list of our commands equal to this one. Writes only when something differs, since 200 commands may be
 * created in a day. Tells whether it wrote. Throws `DiscordError`.
 */
export async function registerCommands(
  rest: DiscordRest,
  applicationId: string,
  commands: readonly CommandBody[],
  signal: AbortSignal,
): Promise<boolean> {
  const wanted = commands.map((command) => ({ ...command, ...GUILD_ONLY }));
  const route = Routes.applicationCommands(applicationId);
  try {
    const query = new URLSearchParams({ with_localizations: 'true' });
    const present = await rest.repeatable.get(route, { query, signal });
    if (sameCommands(present, wanted)) return false;
    await rest.repeatable.put(route, { body: wanted, signal });
    return true;
  } catch (error) {
    throw toDiscordError(error, 'repeatable');
  }
}

/** Whether two lists mean the same, whatever their order and the defaults that are spelt out in one of them. */
export function sameCommands(present: unknown, wanted: readonly unknown[]): boolean {
  return Array.isArray(present) && isDeepStrictEqual(sorted(present), sorted(wanted));
}

function sorted(commands: readonly unknown[]): unknown[] {
  return commands
    .map((command) => meaningOf(command))
    .map((command) => ({ command, key: JSON.stringify(command) }))
    .sort((one, other) => (one.key < other.key ? -1 : 1))
    .map(({ command }) => command);
}

/** A command without what Discord adds and without defaults, its keys in order. */
function meaningOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(meaningOf);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value)
    .filter(([key, inner]) => !ADDED_BY_DISCORD.has(key) && !isDefault(key, inner))
    .map(([key, inner]) => [key, meaningOf(inner)] as const)
    .sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries);
}

function isDefault(key: string, value: unknown): boolean {
  // The empty one is the description of a menu, which has none.
  if (value === undefined || value === null || value === false || value === '') return true;
  if (Array.isArray(value)) return value.length === 0;
  // Discord says 1 (a slash command) where we leave it out, and true is the default of this one.
  return (key === 'type' && value === 1) || (key === 'dm_permission' && value === true);
}
