import { Routes } from 'discord.js';
import { z } from 'zod';
import type { Job } from '../domain/job.ts';
import { DiscordError } from '../errors.ts';
import { callDiscord } from './call-discord.ts';
import { nonceFor } from './nonce.ts';
import type { DiscordRest } from './rest.ts';
import { endedView } from './views/ended-view.ts';
import { messageBody } from './views/message-body.ts';
import { tellView } from './views/tell-view.ts';
import type { View } from './views/view.ts';

const channelSchema = z.object({ id: z.string() });

/**
 * Says in the job's channel how it ended, with a ping to its requester; else in a direct message, where the links to takes
 * may stand too. False when neither is possible.
 */
export async function tellRequester(rest: DiscordRest, job: Job, signal: AbortSignal): Promise<boolean> {
  if (await isPossible(() => send(rest, job, job.channelId, tellView(job), signal))) return true;
  return isPossible(async () => {
    const channel = await callDiscord('repeatable', signal, (callSignal) =>
      rest.repeatable.post(Routes.userChannels(), { body: { recipient_id: job.requester.id }, signal: callSignal }),
    );
    // Buttons work in servers only.
    const view = { ...endedView(job), components: [] };
    await send(rest, job, channelSchema.parse(channel).id, view, signal);
  });
}

async function send(rest: DiscordRest, job: Job, channelId: string, view: View, signal: AbortSignal): Promise<void> {
  const body = {
    ...messageBody(view).body,
    allowed_mentions: { parse: [], users: [job.requester.id] },
    nonce: nonceFor(`tell:${job.id}`),
    enforce_nonce: true,
  };
  await callDiscord('once', signal, (callSignal) =>
    rest.once.post(Routes.channelMessages(channelId), { body, signal: callSignal }),
  );
}

/** False where it cannot be done for good; what may pass is thrown, for another time. */
async function isPossible(attempt: () => Promise<void>): Promise<boolean> {
  try {
    await attempt();
    return true;
  } catch (error) {
    if (error instanceof DiscordError && (error.code === 'gone' || error.code === 'refused')) return false;
    throw error;
  }
}
