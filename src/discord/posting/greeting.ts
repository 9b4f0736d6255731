import { PermissionFlagsBits as Flags, Routes } from 'discord.js';
import type { Clock } from '../../clock.ts';
import type { DiscordIdentity } from '../client.ts';
import { isThread, permissionsIn, takesMessages } from '../permissions/permissions.ts';
import { channelFacts, type TargetFacts } from '../permissions/target-facts.ts';
import type { GreetingPost, Posted } from '../port.ts';
import { callDiscord } from '../rest/call-discord.ts';
import type { DiscordRest } from '../rest/rest.ts';
import { greetingView } from '../views/greeting-view.ts';
import { publicMessageBody } from '../views/message-body.ts';
import { findPost } from './find-post.ts';
import { nonceFor } from './send-message.ts';

const NEEDED = Flags.ViewChannel | Flags.SendMessages;

export interface GreetingOptions {
  rest: DiscordRest;
  facts: TargetFacts;
  identity(): DiscordIdentity;
  clock: Pick<Clock, 'now'>;
}

/** The server's system channel where the bot may write there, by what Discord says now; null where it has none. Throws `DiscordError`. */
export async function greetingChannelIn(
  { facts, identity, clock }: GreetingOptions,
  guildId: string,
  signal: AbortSignal,
): Promise<string | null> {
  const guild = await facts.guild(guildId, 'fresh', signal);
  if (typeof guild === 'string' || !guild.systemChannelId) return null;
  const [channel, bot] = await Promise.all([
    channelFacts(facts, guild.systemChannelId, 'fresh', signal),
    facts.member(guildId, identity().botId, 'fresh', signal),
  ]);
  if (typeof channel === 'string' || typeof bot === 'string') return null;
  if (!takesMessages(channel.type) || isThread(channel.type)) return null;
  const may = permissionsIn(guild, channel, bot, clock.now());
  return (may & NEEDED) === NEEDED ? guild.systemChannelId : null;
}

/** Posts it, with no ping; within two minutes, the same one again is the same message. Throws `DiscordError`. */
export async function postGreeting(
  { rest }: GreetingOptions,
  greeting: GreetingPost,
  signal: AbortSignal,
): Promise<void> {
  const { guildId, channelId, startedAt } = greeting;
  const nonce = { nonce: nonceFor(`greeting:${guildId}:${startedAt}`), enforce_nonce: true };
  const body = { ...publicMessageBody(greetingView(greeting), []), ...nonce };
  await callDiscord('once', signal, (callSignal) =>
    rest.once.post(Routes.channelMessages(channelId), { body, signal: callSignal }),
  );
}

/** The one of a server, by its button, among what was posted there after a time. Throws `DiscordError`. */
export function findGreeting(
  options: GreetingOptions,
  { guildId, channelId, startedAt }: Pick<GreetingPost, 'guildId' | 'channelId' | 'startedAt'>,
  signal: AbortSignal,
): Promise<Posted | undefined> {
  return findPost(options, { id: guildId, channelId }, startedAt, signal);
}
