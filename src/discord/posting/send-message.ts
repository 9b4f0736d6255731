import { createHash } from 'node:crypto';
import { Routes } from 'discord.js';
import { z } from 'zod';
import { DiscordError } from '../../errors.ts';
import type { Attachments, ReadFiles } from '../rest/attachments.ts';
import { callDiscord } from '../rest/call-discord.ts';
import type { DiscordRest } from '../rest/rest.ts';
import { publicMessageBody } from '../views/message-body.ts';
import type { View } from '../views/view.ts';

export interface SendOptions {
  rest: DiscordRest;
  attachments: Attachments;
}

/** A message that is sent once. Files that are gone are left out. */
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
  options: SendOptions,
  channelId: string,
  message: Message,
  signal: AbortSignal,
): Promise<boolean> {
  return isPossible(() => send(options, channelId, message, signal));
}

/** As a direct message. False where it cannot be done for good. Throws `DiscordError` for what may pass. */
export function sendToMember(
  options: SendOptions,
  memberId: string,
  message: Message,
  signal: AbortSignal,
): Promise<boolean> {
  return isPossible(async () => {
    const channel = await callDiscord('repeatable', signal, (callSignal) =>
      options.rest.repeatable.post(Routes.userChannels(), { body: { recipient_id: memberId }, signal: callSignal }),
    );
    await send(options, channelSchema.parse(channel).id, message, signal);
  });
}

async function send(
  { rest, attachments }: SendOptions,
  channelId: string,
  { view, purpose, pings }: Message,
  signal: AbortSignal,
): Promise<void> {
  const nonce = { nonce: nonceFor(purpose), enforce_nonce: true };
  await attachments.withFiles(view.files ?? [], signal, async (read) => {
    const files = read.filter((file) => file !== undefined);
    const body = { ...publicMessageBody(withFiles(view, read), pings), ...nonce };
    await callDiscord('once', signal, (callSignal) =>
      rest.once.post(Routes.channelMessages(channelId), { body, files, signal: callSignal }),
    );
  });
}

/** The view with those of its files that could be read. */
function withFiles(view: View, read: ReadFiles): View {
  return view.layout === 'card' ? view : { ...view, files: (view.files ?? []).filter((_, index) => read[index]) };
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

/** Discord takes at most 25 characters. */
const NONCE_LENGTH = 25;

/** Equal for one purpose, so that Discord recognises a message that is sent again within a few minutes. */
export function nonceFor(purpose: string): string {
  return createHash('sha256').update(purpose).digest('hex').slice(0, NONCE_LENGTH);
}
