import { Routes } from 'discord.js';
import { z } from 'zod';
import type { Job } from '../../domain/job.ts';
import { DiscordError } from '../../errors.ts';
import type { KeyedMutex } from '../../lib/mutex.ts';
import type { TargetFacts } from '../permissions/target-facts.ts';
import type { Posted, Posting } from '../port.ts';
import type { Attachments, ReadFiles } from '../rest/attachments.ts';
import { callDiscord } from '../rest/call-discord.ts';
import type { DiscordRest } from '../rest/rest.ts';
import { coverView } from '../views/covers/cover-view.ts';
import { type MessageBody, publicMessageBody } from '../views/message-body.ts';
import { createForumPostBody, forumPosted } from './forum-post.ts';
import { nonceFor } from './send-message.ts';

const postedSchema = z.object({ id: z.string() });

export interface PostCoverOptions {
  rest: DiscordRest;
  attachments: Attachments;
  inTurn: KeyedMutex;
  facts: Pick<TargetFacts, 'channel'>;
}

/**
 * Posts the message of a cover. The nonce makes it the same message when it is sent again within two minutes; what becomes a post
 * in a forum has none.
 * The library sends messages to one channel one by one; waiting for that here, before `mayStillSend` is asked, keeps the
 * answer true until the request leaves.
 */
export function postCover(
  { rest, attachments, inTurn, facts }: PostCoverOptions,
  job: Job,
  posting: Posting,
  mayStillSend: () => boolean,
  signal: AbortSignal,
): Promise<Posted> {
  const view = coverView(job, posting);
  return inTurn(job.channelId, () =>
    attachments.withFiles(view.files ?? [], signal, async (read) => {
      const files = complete(read, posting);
      const shown = files.length < read.length ? coverView(job, { ...posting, picture: null }) : view;
      const message = publicMessageBody(shown, [job.requester.id]);
      const isForumPost = job.delivery?.isForumPost === true;
      const body = isForumPost ? await createForumPostBody(facts, job, message, signal) : withNonce(job, message);
      const route = isForumPost ? Routes.threads(job.channelId) : Routes.channelMessages(job.channelId);
      if (!mayStillSend()) throw new DiscordError('retry', 'too much time has passed since the post was begun');
      const answer = await callDiscord('once', signal, (callSignal) =>
        rest.once.post(route, { body, files, signal: callSignal }),
      );
      return isForumPost ? forumPosted(answer) : { channelId: job.channelId, messageId: messageIdOf(answer) };
    }),
  );
}

/** All takes, or nothing is sent: trying again would not bring one back. The picture, which is last, may be missing. */
function complete(read: ReadFiles, { picture }: Posting) {
  const files = read.filter((file) => file !== undefined);
  const isPictureMissing = picture !== null && read.at(-1) === undefined;
  const missingTakes = read.length - files.length - (isPictureMissing ? 1 : 0);
  if (missingTakes > 0) throw new DiscordError('refused', 'a take is no longer among the files', { refusal: 'noFile' });
  return files;
}

function withNonce(job: Job, message: MessageBody) {
  return {
    ...message,
    nonce: nonceFor(`${job.id} ${job.channelId}`),
    enforce_nonce: true,
  };
}

function messageIdOf(answer: unknown): string {
  const parsed = postedSchema.safeParse(answer);
  if (!parsed.success) throw new DiscordError('unknown', 'the answer to a post names no message');
  return parsed.data.id;
}
