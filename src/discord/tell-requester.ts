import type { Job } from '../domain/job.ts';
import { DiscordError } from '../errors.ts';
import type { DiscordIdentity } from './client.ts';
import { findPost } from './find-post.ts';
import type { DiscordRest } from './rest.ts';
import { sendToChannel, sendToMember } from './send-message.ts';
import { endedView } from './views/ended-view.ts';
import { tellView } from './views/tell-view.ts';

interface TellOptions {
  rest: DiscordRest;
  identity(): DiscordIdentity;
}

/**
 * Says where the job was asked how it ended, with a ping to its requester; else in a direct message, where the links to takes
 * may stand too. False when neither is possible. What was said there before a crash is not said again: the nonce is forgotten
 * within minutes, the button with the job's id is not.
 */
export async function tellRequester(options: TellOptions, job: Job, signal: AbortSignal): Promise<boolean> {
  const { rest } = options;
  const { requester, askedIn, channelId } = job;
  const place = askedIn ?? channelId;
  if (await wasTold(options, job, place, signal)) return true;
  const facts = { purpose: `tell:${job.id}`, pings: [requester.id] };
  if (await sendToChannel(rest, place, { ...facts, view: tellView(job) }, signal)) return true;
  // Buttons work in servers only.
  const view = { ...endedView(job), components: [] };
  return sendToMember(rest, requester.id, { ...facts, view }, signal);
}

async function wasTold(
  options: TellOptions,
  { id, timeline, acceptedAt }: Job,
  channelId: string,
  signal: AbortSignal,
) {
  const endedAt = timeline.at(-1)?.at ?? acceptedAt;
  try {
    return (await findPost(options, { id, channelId }, endedAt, signal)) !== undefined;
  } catch (error) {
    if (error instanceof DiscordError && error.code === 'gone') return false;
    throw error;
  }
}
