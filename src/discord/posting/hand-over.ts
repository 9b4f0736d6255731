import { Routes } from 'discord.js';
import type { Job } from '../../domain/job.ts';
import { DiscordError } from '../../errors.ts';
import type { PostedTake } from '../port.ts';
import type { Attachments } from '../rest/attachments.ts';
import { callDiscord } from '../rest/call-discord.ts';
import type { DiscordRest } from '../rest/rest.ts';
import { privateMessageBody } from '../views/message-body.ts';
import { keptView } from '../views/progress/ended-view.ts';

export interface HandOverOptions {
  rest: DiscordRest;
  attachments: Attachments;
}

/**
 * Sends the takes of a cover that was not posted to its requester alone: as a message of its own, since the card that says how
 * the job ended cannot become one that plays anything. Files that are gone, or all of them where Discord takes less than it
 * says, are left to their links.
 */
export async function handOver(
  options: HandOverOptions,
  job: Job,
  takes: readonly PostedTake[],
  signal: AbortSignal,
): Promise<void> {
  try {
    await send(options, job, takes, signal);
  } catch (error) {
    const isTooLarge = error instanceof DiscordError && error.code === 'tooLarge';
    if (!isTooLarge || takes.every(({ files }) => files.length === 0)) throw error;
    await send(options, job, onlyFiles(job, takes, new Set()), signal);
  }
}

async function send(
  { rest, attachments }: HandOverOptions,
  job: Job,
  takes: readonly PostedTake[],
  signal: AbortSignal,
): Promise<void> {
  if (!job.progress) return;
  const { applicationId, token } = job.progress;
  const planned = keptView(job, takes);
  const wanted = planned.files ?? [];
  await attachments.withFiles(wanted, signal, async (read) => {
    const files = read.filter((file) => file !== undefined);
    const present = new Set(
      wanted.filter((_, index) => read[index]).flatMap((file) => ('hash' in file ? file.hash : [])),
    );
    const shown = files.length < read.length ? keptView(job, onlyFiles(job, takes, present)) : planned;
    const body = privateMessageBody(shown);
    await callDiscord('once', signal, (callSignal) =>
      rest.once.post(Routes.webhook(applicationId, token), { body, files, auth: false, signal: callSignal }),
    );
  });
}

/** The takes with those files that have one of these hashes; for the others there are links, where there are any. */
function onlyFiles(job: Job, takes: readonly PostedTake[], hashes: ReadonlySet<string>): PostedTake[] {
  return takes.map((take) => {
    const files = take.files.filter(({ hash }) => hashes.has(hash));
    const isWhole = files.length === take.files.length;
    return isWhole ? take : { ...take, files, link: take.link ?? job.takes[take.index]?.link ?? null };
  });
}
