import { Routes } from 'discord.js';
import { z } from 'zod';
import type { Job } from '../domain/job.ts';
import { DiscordError } from '../errors.ts';
import type { ByteBudget } from './byte-budget.ts';
import { callDiscord } from './call-discord.ts';
import type { InTurn } from './in-turn.ts';
import { nonceFor } from './nonce.ts';
import type { Posting } from './port.ts';
import type { DiscordRest } from './rest.ts';
import { coverView } from './views/cover-view.ts';
import { publicMessageBody } from './views/message-body.ts';
import type { View } from './views/view.ts';
import { type ReadFiles, withFiles } from './with-files.ts';

const postedSchema = z.object({ id: z.string() });

export interface PostCoverOptions {
  rest: DiscordRest;
  budget: ByteBudget;
  inTurn: InTurn;
}

/**
 * Posts the message of a cover. The nonce makes it the same message when it is sent again within two minutes.
 * The library sends messages to one channel one by one; waiting for that here, before `mayStillSend` is asked, keeps the
 * answer true until the request leaves.
 */
export function postCover(
  { rest, budget, inTurn }: PostCoverOptions,
  job: Job,
  posting: Posting,
  mayStillSend: () => boolean,
  signal: AbortSignal,
): Promise<{ messageId: string }> {
  const view = coverView(job, posting);
  return inTurn(job.channelId, () =>
    withFiles(budget, view.files ?? [], signal, async (read) => {
      const files = complete(read, posting);
      const body = messageOf(job, files.length < read.length ? coverView(job, { ...posting, picture: null }) : view);
      if (!mayStillSend()) throw new DiscordError('retry', 'the time in which the nonce holds is over');
      const answer = await callDiscord('once', signal, (callSignal) =>
        rest.once.post(Routes.channelMessages(job.channelId), { body, files, signal: callSignal }),
      );
      return { messageId: messageIdOf(answer) };
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

function messageOf(job: Job, view: View) {
  return {
    ...publicMessageBody(view, [job.requester.id]),
    nonce: nonceFor(`${job.id} ${job.channelId}`),
    enforce_nonce: true,
  };
}

function messageIdOf(answer: unknown): string {
  const parsed = postedSchema.safeParse(answer);
  if (!parsed.success) throw new DiscordError('unknown', 'the answer to a post names no message');
  return parsed.data.id;
}
