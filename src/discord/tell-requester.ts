import type { Job } from '../domain/job.ts';
import type { DiscordRest } from './rest.ts';
import { sendToChannel, sendToMember } from './send-message.ts';
import { endedView } from './views/ended-view.ts';
import { tellView } from './views/tell-view.ts';

/**
 * Says where the job was asked how it ended, with a ping to its requester; else in a direct message, where the links to takes
 * may stand too. False when neither is possible.
 */
export async function tellRequester(rest: DiscordRest, job: Job, signal: AbortSignal): Promise<boolean> {
  const { requester, askedIn, channelId } = job;
  const facts = { purpose: `tell:${job.id}`, pings: [requester.id] };
  if (await sendToChannel(rest, askedIn ?? channelId, { ...facts, view: tellView(job) }, signal)) return true;
  // Buttons work in servers only.
  const view = { ...endedView(job), components: [] };
  return sendToMember(rest, requester.id, { ...facts, view }, signal);
}
