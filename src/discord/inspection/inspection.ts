import { DefaultRestOptions, Routes } from 'discord.js';
import type { Dispatcher } from 'undici';
import { z } from 'zod';
import type { Clock } from '../../clock.ts';
import { DiscordError } from '../../errors.ts';
import { faultOfChannel } from '../permissions/channel-in.ts';
import { ownGuilds } from '../permissions/own-guilds.ts';
import { createTargetFacts } from '../permissions/target-facts.ts';
import type { ChannelFault, ChannelUse } from '../port.ts';
import { callDiscord } from '../rest/call-discord.ts';
import { createDiscordRest } from '../rest/rest.ts';
import { type Reach, reachApi } from './reach-api.ts';
import { type GuildReach, reachInGuild } from './reach-in-guild.ts';
import { type ApplicationFacts, readApplication } from './read-application.ts';

export interface InspectionOptions {
  token: string;
  api: string | undefined;
  dispatcher: Dispatcher;
  clock: Clock;
}

/**
 * What can be seen of the bot at Discord by reading alone. It opens no session at the gateway, and so does not disturb a bot that runs.
 * All but `reach` throw `DiscordError`.
 */
export interface Inspection {
  reach(signal: AbortSignal): Promise<Reach>;
  /** The bot's id; `refused` where Discord does not take the token, asked twice. */
  botId(signal: AbortSignal): Promise<string | 'refused'>;
  application(signal: AbortSignal): Promise<ApplicationFacts>;
  guildIds(signal: AbortSignal): Promise<ReadonlySet<string>>;
  reachInGuild(
    guildId: string,
    bot: { botId: string; forumTag: string | null },
    signal: AbortSignal,
  ): Promise<'absent' | GuildReach>;
  faultOfChannel(
    channelId: string,
    use: ChannelUse & { botId: string },
    signal: AbortSignal,
  ): Promise<ChannelFault | undefined>;
  close(): void;
}

const userSchema = z.object({ id: z.string() });

export function createInspection({ token, api, dispatcher, clock }: InspectionOptions): Inspection {
  let isRefused = false;
  const onTokenRefused = () => {
    isRefused = true;
  };
  const rest = createDiscordRest({ token, api, dispatcher, onTokenRefused });
  const facts = createTargetFacts({ rest, clock });

  return {
    reach: (signal) => reachApi(api ?? `${DefaultRestOptions.api}/v${DefaultRestOptions.version}`, dispatcher, signal),
    async botId(signal) {
      try {
        const answer = await callDiscord('repeatable', signal, (callSignal) =>
          rest.repeatable.get(Routes.user('@me'), { signal: callSignal }),
        );
        const read = userSchema.safeParse(answer);
        if (!read.success) throw new DiscordError('retry', 'the bot is described in an unknown way');
        return read.data.id;
      } catch (error) {
        if (isRefused) return 'refused';
        throw error;
      }
    },
    application: (signal) => readApplication(rest, signal),
    guildIds: (signal) => ownGuilds(rest, signal),
    reachInGuild: (guildId, { botId, forumTag }, signal) =>
      reachInGuild({ facts, botId, clock }, guildId, forumTag, signal),
    faultOfChannel: (channelId, { botId, ...use }, signal) =>
      faultOfChannel({ facts, identity: () => ({ botId }), clock }, channelId, use, signal),
    close: () => rest.close(),
  };
}
