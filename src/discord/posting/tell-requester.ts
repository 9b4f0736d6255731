import { isKept, type Job } from '../../domain/job.ts';
import { DiscordError } from '../../errors.ts';
import type { DiscordIdentity } from '../client.ts';
import type { PostedTake } from '../port.ts';
import { endedView, keptView } from '../views/progress/ended-view.ts';
import { tellView } from '../views/progress/tell-view.ts';
import type { View } from '../views/view.ts';
import { carries, findOwn } from './find-post.ts';
import { type SendOptions, sendToChannel, sendToMember } from './send-message.ts';

/** What a direct message takes whatever else Discord says; servers may take more. */
const SMALL_BYTES = 8 * 1024 * 1024;

interface TellOptions extends SendOptions {
  identity(): DiscordIdentity;
}

/**
 * Says where the job was asked how it ended, with a ping to its requester; else in a direct message with the takes
 * themselves. False when neither is possible. What was said there before a crash is not said again: the nonce is forgotten
 * within minutes, the button with the job's id is not.
 */
export async function tellRequester(
  options: TellOptions,
  job: Job,
  takes: readonly PostedTake[],
  signal: AbortSignal,
): Promise<boolean> {
  const { requester, askedIn, channelId } = job;
  const place = askedIn ?? channelId;
  const view = tellView(job);
  if (await wasTold(options, job, view, place, signal)) return true;
  const facts = { purpose: `tell:${job.id}`, pings: [requester.id] };
  if (await sendToChannel(options, place, { ...facts, view }, signal)) return true;
  // Buttons work in servers only.
  for (const limit of [Number.POSITIVE_INFINITY, SMALL_BYTES]) {
    try {
      const view = withoutButtons(
        job,
        takes.map((take) => within(take, limit)),
      );
      return await sendToMember(options, requester.id, { ...facts, view }, signal);
    } catch (error) {
      if (!(error instanceof DiscordError) || error.code !== 'tooLarge') throw error;
    }
  }
  return sendToMember(options, requester.id, { ...facts, view: withoutButtons(job, []) }, signal);
}

function within(take: PostedTake, limit: number): PostedTake {
  return { ...take, files: take.files.filter(({ sizeBytes }) => sizeBytes <= limit) };
}

function withoutButtons(job: Job, takes: readonly PostedTake[]): View {
  return isKept(job) ? { ...keptView(job, takes, 'direct'), components: [] } : { ...endedView(job), components: [] };
}

/** A line with no button, which is all that would carry the job's id, is known by its words. */
async function wasTold(
  options: TellOptions,
  { id, timeline, acceptedAt }: Job,
  { content, components }: View,
  channelId: string,
  signal: AbortSignal,
) {
  const endedAt = timeline.at(-1)?.at ?? acceptedAt;
  try {
    const told = await findOwn(options, channelId, endedAt, signal, (message) =>
      components.length === 0 ? message.content === content : carries(message, id, 'line'),
    );
    return told !== undefined;
  } catch (error) {
    if (error instanceof DiscordError && error.code === 'gone') return false;
    throw error;
  }
}
