import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { type RawFile, Routes } from 'discord.js';
import { z } from 'zod';
import type { Job } from '../domain/job.ts';
import { DiscordError } from '../errors.ts';
import { text } from '../locales/text.ts';
import type { ByteBudget } from './byte-budget.ts';
import { callDiscord } from './call-discord.ts';
import type { InTurn } from './in-turn.ts';
import { nonceFor } from './nonce.ts';
import type { PostedTake } from './port.ts';
import type { DiscordRest } from './rest.ts';
import { coverView } from './views/cover-view.ts';
import { originalOf } from './views/job-facts.ts';
import { messageBody } from './views/message-body.ts';
import { cutText } from './views/user-text.ts';

type TakeFile = Extract<PostedTake, { kind: 'file' }>;

/** Without these Discord guesses from the bytes, and takes an OGG file for something that it does not play. */
const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.mp3': 'audio/mpeg',
  '.wav': 'audio/wav',
  '.flac': 'audio/flac',
  '.ogg': 'audio/ogg',
};

const FILE_NAME_MAXIMUM = 80;
const TITLE_MAXIMUM = 120;

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
  takes: readonly PostedTake[],
  mayStillSend: () => boolean,
  signal: AbortSignal,
): Promise<{ messageId: string }> {
  const files = takes.filter((take) => take.kind === 'file');
  const sizeBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
  return inTurn(job.channelId, async () => {
    const share = await budget.take(sizeBytes, signal);
    try {
      const body = messageOf(job, takes, files);
      const uploads = await Promise.all(files.map(readUpload));
      if (!mayStillSend()) throw new DiscordError('retry', 'the time in which the nonce holds is over');
      const answer = await callDiscord('once', signal, (callSignal) =>
        rest.once.post(Routes.channelMessages(job.channelId), { body, files: uploads, signal: callSignal }),
      );
      return { messageId: messageIdOf(answer) };
    } finally {
      share.release();
    }
  });
}

function messageOf(job: Job, takes: readonly PostedTake[], files: readonly TakeFile[]) {
  return {
    ...messageBody(coverView(job, takes)).body,
    allowed_mentions: { parse: [], users: [job.requester.id] },
    attachments: files.map(({ name }, id) => ({
      id,
      filename: fileName(name, id),
      title: titleOf(job, id, files.length),
    })),
    nonce: nonceFor(job.id),
    enforce_nonce: true,
  };
}

/** Lower case letters, digits, `_` and `-` only: other characters are lost or refused on the way. */
export function fileName(name: string, index: number): string {
  const extension = extname(name).toLowerCase();
  const stem = name
    .slice(0, name.length - extension.length)
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9_-]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, FILE_NAME_MAXIMUM);
  return `${stem || `cover_${index + 1}`}${extension in CONTENT_TYPES ? extension : ''}`;
}

/** What people read in place of the file name: the song's own, or of a new song the style. */
function titleOf(job: Job, index: number, fileCount: number): string {
  const name = originalOf(job)?.name ?? '';
  const song = job.kind === 'song' ? (job.style ?? '') : name.slice(0, name.length - extname(name).length);
  const visible = song.replace(/[\s\p{Cc}]+/gu, ' ').trim();
  const suffix = text(job.locale, 'cover.fileTitle', { kind: job.kind, number: fileCount > 1 ? index + 1 : null });
  return `${cutText(visible, TITLE_MAXIMUM - suffix.length - 1)} ${suffix}`.trim();
}

async function readUpload({ path, name }: TakeFile, index: number): Promise<RawFile> {
  try {
    const contentType = CONTENT_TYPES[extname(name).toLowerCase()];
    return { name: fileName(name, index), data: await readFile(path), ...(contentType && { contentType }) };
  } catch {
    // Gone for good: trying again would not bring it back. The error itself names a path.
    throw new DiscordError('refused', 'a take is no longer among the files');
  }
}

function messageIdOf(answer: unknown): string {
  const parsed = postedSchema.safeParse(answer);
  if (!parsed.success) throw new DiscordError('unknown', 'the answer to a post names no message');
  return parsed.data.id;
}
