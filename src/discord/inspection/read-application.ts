import { ApplicationFlags, Routes } from 'discord.js';
import { z } from 'zod';
import { DiscordError } from '../../errors.ts';
import { callDiscord } from '../rest/call-discord.ts';
import type { DiscordRest } from '../rest/rest.ts';

const applicationSchema = z.object({
  id: z.string(),
  bot_public: z.boolean().default(false),
  bot_require_code_grant: z.boolean().default(false),
  interactions_endpoint_url: z.string().nullish(),
  flags: z.number().default(0),
});

/** The application, as the developer portal has it. */
export interface ApplicationFacts {
  id: string;
  /** Whether everybody may add the bot to their servers. */
  isPublic: boolean;
  /** Whether the usual invite leads nowhere. */
  needsCodeGrant: boolean;
  /** Whether interactions are sent to an address, and so never come to the bot. */
  hasEndpoint: boolean;
  /** Privileged intents that are switched on, by the names that the portal has for them. */
  intents: readonly string[];
}

const INTENTS = {
  'Presence Intent': ApplicationFlags.GatewayPresence | ApplicationFlags.GatewayPresenceLimited,
  'Server Members Intent': ApplicationFlags.GatewayGuildMembers | ApplicationFlags.GatewayGuildMembersLimited,
  'Message Content Intent': ApplicationFlags.GatewayMessageContent | ApplicationFlags.GatewayMessageContentLimited,
};

/** Throws `DiscordError`. */
export async function readApplication(rest: DiscordRest, signal: AbortSignal): Promise<ApplicationFacts> {
  const answer = await callDiscord('repeatable', signal, (callSignal) =>
    rest.repeatable.get(Routes.currentApplication(), { signal: callSignal }),
  );
  const read = applicationSchema.safeParse(answer);
  if (!read.success) throw new DiscordError('retry', 'the application is described in an unknown way');
  const { id, flags, ...raw } = read.data;
  return {
    id,
    isPublic: raw.bot_public,
    needsCodeGrant: raw.bot_require_code_grant,
    hasEndpoint: Boolean(raw.interactions_endpoint_url),
    intents: Object.entries(INTENTS).flatMap(([name, bits]) => ((flags & bits) === 0 ? [] : [name])),
  };
}
