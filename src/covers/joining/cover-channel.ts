import type { Clock } from '../../clock.ts';
import type { ChannelCheck, Discord } from '../../discord/port.ts';
import { DiscordError } from '../../errors.ts';
import type { SettingsStore } from '../../store/port.ts';

/** Where covers of a server go that are asked for in a channel, and what the bot may do there; null where Discord does not say. */
export type LookAtCoverChannel = (
  guildId: string,
  askedIn: string,
) => Promise<{ channelId: string; check: ChannelCheck | null }>;

export interface CoverChannelDeps {
  settings: Pick<SettingsStore, 'get'>;
  discord: Pick<Discord, 'coverChannelIn' | 'checkChannel'>;
  clock: Clock;
}

const ASKING_MS = 10_000;

export function createLookAtCoverChannel({ settings, discord, clock }: CoverChannelDeps): LookAtCoverChannel {
  return async function lookAtCoverChannel(guildId, askedIn) {
    const { remixChannelIds, remixTag: forumTag, opensThreads } = await settings.get(guildId);
    const signal = clock.deadline(ASKING_MS);
    let channelId = askedIn;
    try {
      const found = await discord.coverChannelIn(guildId, remixChannelIds, signal);
      // One that is closed to the bot is where they were to go.
      if (found.kind === 'found') channelId = found.channelId;
      else if (found.kind === 'unusable') channelId = remixChannelIds[0] ?? askedIn;
      const isElsewhere = channelId !== askedIn;
      const use = { kind: 'covers', forumTag, opensThread: opensThreads && isElsewhere } as const;
      return { channelId, check: await discord.checkChannel(channelId, use, signal) };
    } catch (error) {
      if (!(error instanceof DiscordError)) throw error;
      return { channelId, check: null };
    }
  };
}
