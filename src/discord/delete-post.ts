import { Routes } from 'discord.js';
import { callDiscord } from './call-discord.ts';
import type { DiscordRest } from './rest.ts';
import { discordCode, httpStatus } from './rest-error.ts';

const THREAD_IS_ARCHIVED = 50_083;

export type DeletedPost = 'deleted' | 'gone' | 'refused';

/** Deletes a message of ours; an archived thread, in which nothing can be deleted, is woken for it. Throws `DiscordError`. */
export async function deletePost(
  rest: DiscordRest,
  { channelId, messageId }: { channelId: string; messageId: string },
  signal: AbortSignal,
): Promise<DeletedPost> {
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
