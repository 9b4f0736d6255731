import { ChannelFlags, PermissionFlagsBits as Flags, Routes } from 'discord.js';
import { z } from 'zod';
import type { Clock } from '../../clock.ts';
import type { HowToFacts } from '../../domain/guild/how-to.ts';
import { DiscordError } from '../../errors.ts';
import type { DiscordIdentity } from '../client.ts';
import { isForum, isThread, permissionsIn } from '../permissions/permissions.ts';
import { channelFacts, type TargetFacts } from '../permissions/target-facts.ts';
import type { HowToPost, Posted } from '../port.ts';
import { callDiscord } from '../rest/call-discord.ts';
import type { DiscordRest } from '../rest/rest.ts';
import { howToTitle, howToView } from '../views/how-to-view.ts';
import { publicMessageBody } from '../views/message-body.ts';
import { chooseTag } from './choose-tag.ts';
import { findForumPost } from './find-forum-post.ts';
import { findPost } from './find-post.ts';
import { forumPosted } from './forum-post.ts';
import { nonceFor } from './send-message.ts';

export interface HowToOptions {
  rest: DiscordRest;
  facts: TargetFacts;
  identity(): DiscordIdentity;
  clock: Pick<Clock, 'now'>;
}

const postedSchema = z.object({ id: z.string() });

/** Posts it in the channel, or as a post of its own in the forum, with no ping. Throws `DiscordError`. */
export async function postHowTo(options: HowToOptions, howTo: HowToPost, signal: AbortSignal): Promise<Posted> {
  const { rest, facts } = options;
  const { channelId, forumTag, startedAt } = howTo;
  const channel = await facts.channel(channelId, 'fresh', signal);
  if (typeof channel === 'string') throw new DiscordError('gone', 'the channel is not there');
  const message = publicMessageBody(howToView(howTo.facts, channelId), []);
  if (isForum(channel.type)) {
    const choice = chooseTag(channel, forumTag);
    if (choice.kind === 'none') throw new DiscordError('refused', 'the forum wants a tag', { refusal: 'noTag' });
    const body = { name: howToTitle(howTo.facts), message, ...(choice.tag && { applied_tags: [choice.tag.id] }) };
    return forumPosted(
      await callDiscord('once', signal, (callSignal) =>
        rest.once.post(Routes.threads(channelId), { body, signal: callSignal }),
      ),
    );
  }
  const nonce = { nonce: nonceFor(`howTo:${channelId}:${startedAt}`), enforce_nonce: true };
  const answer = await callDiscord('once', signal, (callSignal) =>
    rest.once.post(Routes.channelMessages(channelId), { body: { ...message, ...nonce }, signal: callSignal }),
  );
  const posted = postedSchema.safeParse(answer);
  if (!posted.success) throw new DiscordError('unknown', 'the answer to a post names no message');
  return { channelId, messageId: posted.data.id };
}

/** Our message with the button of that channel's how-to, among those posted there after a time. Throws `DiscordError`. */
export async function findHowTo(
  options: HowToOptions,
  { guildId, channelId, after }: { guildId: string; channelId: string; after: number },
  signal: AbortSignal,
): Promise<Posted | undefined> {
  const channel = await options.facts.channel(channelId, 'cached', signal);
  const isPost = typeof channel !== 'string' && isForum(channel.type);
  const find = isPost ? findForumPost : findPost;
  return find(options, { id: channelId, channelId, guildId }, after, signal);
}

/** Says something else in it; in a forum, its post is woken for it. Throws `DiscordError`. */
export async function editHowTo(
  { rest }: Pick<HowToOptions, 'rest'>,
  message: Posted,
  channelId: string,
  howTo: HowToFacts,
  signal: AbortSignal,
): Promise<void> {
  const body = publicMessageBody(howToView(howTo, channelId), []);
  const edit = () =>
    callDiscord('repeatable', signal, (callSignal) =>
      rest.repeatable.patch(Routes.channelMessage(message.channelId, message.messageId), { body, signal: callSignal }),
    );
  try {
    await edit();
  } catch (error) {
    if (!(error instanceof DiscordError) || error.refusal !== 'archived') throw error;
    await callDiscord('repeatable', signal, (callSignal) =>
      rest.repeatable.patch(Routes.channel(message.channelId), { body: { archived: false }, signal: callSignal }),
    );
    await edit();
  }
}

/** Pins it, or its post in the forum. False where the bot may not: that is known before anything is asked. */
export async function pinHowTo(
  { rest, facts, identity, clock }: HowToOptions,
  guildId: string,
  { channelId, messageId }: Posted,
  signal: AbortSignal,
): Promise<boolean> {
  const [guild, bot, channel] = await Promise.all([
    facts.guild(guildId, 'cached', signal),
    facts.member(guildId, identity().botId, 'cached', signal),
    channelFacts(facts, channelId, 'cached', signal),
  ]);
  if (typeof guild === 'string' || typeof bot === 'string' || typeof channel === 'string') return false;
  const isPost = isThread(channel.type) && channelId === messageId;
  const may = permissionsIn(guild, channel, bot, clock.now());
  if (!(may & (isPost ? Flags.ManageThreads : Flags.PinMessages))) return false;
  await callDiscord('repeatable', signal, (callSignal) =>
    isPost
      ? rest.repeatable.patch(Routes.channel(channelId), { body: { flags: ChannelFlags.Pinned }, signal: callSignal })
      : rest.repeatable.put(Routes.channelMessagesPin(channelId, messageId), { signal: callSignal }),
  );
  return true;
}
