import { Routes } from 'discord.js';
import { z } from 'zod';
import { isThread } from '../permissions/permissions.ts';
import { callDiscord } from '../rest/call-discord.ts';
import type { DiscordRest } from '../rest/rest.ts';
import { discordCode, httpStatus } from '../rest/rest-error.ts';

const THREAD_IS_ARCHIVED = 50_083;

export type DeletedPost = 'deleted' | 'gone' | 'refused';

const threadSchema = z.object({ type: z.number(), message_count: z.number() });

/**
 * Deletes a message of ours; an archived thread, in which nothing can be deleted, is woken for it. Of a post in a forum nothing would
 * be left but its title, so it goes as a whole, where the bot may delete it and nobody else has written in it. Throws `DiscordError`.
 */
export async function deletePost(
  rest: DiscordRest,
  { channelId, messageId }: { channelId: string; messageId: string },
  signal: AbortSignal,
): Promise<DeletedPost> {
  const wholePost = isForumPost({ channelId, messageId }) ? await deleteLonePost(rest, channelId, signal) : 'kept';
  if (wholePost !== 'kept') return wholePost;
  const remove = () =>
    attempt(signal, (callSignal) =>
      rest.repeatable.delete(Routes.channelMessage(channelId, messageId), { signal: callSignal }),
    );
  const wake = () =>
    attempt(signal, (callSignal) =>
      rest.repeatable.patch(Routes.channel(channelId), { body: { archived: false }, signal: callSignal }),
    );

  const first = await remove();
  if (first !== 'archived') return first;
  if ((await wake()) !== 'deleted') return 'refused';
  const second = await remove();
  return second === 'archived' ? 'refused' : second;
}

/** The first message of a post has the id of its thread; no other message has that of its channel. */
function isForumPost({ channelId, messageId }: { channelId: string; messageId: string }): boolean {
  return channelId === messageId;
}

/** `kept`: others have written in it, or the bot may not delete it. */
async function deleteLonePost(
  rest: DiscordRest,
  threadId: string,
  signal: AbortSignal,
): Promise<'deleted' | 'gone' | 'kept'> {
  let isLone = false;
  const looked = await attempt(signal, async (callSignal) => {
    const answer = await rest.repeatable.get(Routes.channel(threadId), { signal: callSignal });
    const thread = threadSchema.safeParse(answer).data;
    // Its first message does not count.
    isLone = thread !== undefined && isThread(thread.type) && thread.message_count === 0;
  });
  if (looked === 'gone') return 'gone';
  if (!isLone) return 'kept';
  const result = await attempt(signal, (callSignal) =>
    rest.repeatable.delete(Routes.channel(threadId), { signal: callSignal }),
  );
  return result === 'deleted' || result === 'gone' ? result : 'kept';
}

function attempt(
  signal: AbortSignal,
  request: (signal: AbortSignal) => Promise<unknown>,
): Promise<DeletedPost | 'archived'> {
  return callDiscord('repeatable', signal, async (callSignal) => {
    try {
      await request(callSignal);
      return 'deleted';
    } catch (error) {
      if (discordCode(error) === THREAD_IS_ARCHIVED) return 'archived';
      const status = httpStatus(error);
      if (status === 404) return 'gone';
      if (status === 403) return 'refused';
      throw error;
    }
  });
}
