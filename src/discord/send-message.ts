import { Routes } from 'discord.js';
import { z } from 'zod';
import { DiscordError } from '../errors.ts';
import { callDiscord } from './call-discord.ts';
import { nonceFor } from './nonce.ts';
import type { DiscordRest } from './rest.ts';
import { publicMessageBody } from './views/message-body.ts';
import type { View } from './views/view.ts';

/** A message that is sent once, and without files. */
export interface Message {
  view: View;
  /** The same one again within a few minutes is the same message. */
  purpose: string;
  /** Members who are pinged. */
  pings: readonly string[];
}

const channelSchema = z.object({ id: z.string() });

/** False where it cannot be done for good. Throws `DiscordError` for what may pass. */
export function sendToChannel(
  rest: DiscordRest,
  channelId: string,
  message: Message,
  signal: AbortSignal,
): Promise<boolean> {
  return isPossible(() => send(rest, channelId, message, signal));
}

/** As a direct message. False where it cannot be done for good. Throws `DiscordError` for what may pass. */
export function sendToMember(
  rest: DiscordRest,
  memberId: string,
  message: Message,
  signal: AbortSignal,
): Promise<boolean> {
  return isPossible(async () => {
    const channel = await callDiscord('repeatable', signal, (callSignal) =>
      rest.repeatable.post(Routes.userChannels(), { body: { recipient_id: memberId }, signal: callSignal }),
    );
    await send(rest, channelSchema.parse(channel).id, message, signal);
  });
}

async function send(
  rest: DiscordRest,
  channelId: string,
  { view, purpose, pings }: Message,
  signal: AbortSignal,
): Promise<void> {
  const body = {
    ...publicMessageBody({ ...view, files: [] }, pings),
    nonce: nonceFor(purpose),
    enforce_nonce: true,
  };
  await callDiscord('once', signal, (callSignal) =>
    rest.once.post(Routes.channelMessages(channelId), { body, signal: callSignal }),
  );
}

async function isPossible(attempt: () => Promise<void>): Promise<boolean> {
  try {
    await attempt();
    return true;
  } catch (error) {
    if (error instanceof DiscordError && (error.code === 'gone' || error.code === 'refused')) return false;
    throw error;
  }
}
