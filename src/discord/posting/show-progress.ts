import { Routes } from 'discord.js';
import type { Job } from '../../domain/job.ts';
import { DiscordError } from '../../errors.ts';
import type { Semaphore } from '../../lib/semaphore.ts';
import type { ProgressView } from '../port.ts';
import { callDiscord } from '../rest/call-discord.ts';
import type { DiscordRest } from '../rest/rest.ts';
import { httpStatus } from '../rest/rest-error.ts';
import { withFiles } from '../rest/with-files.ts';
import { messageBody } from '../views/message-body.ts';
import { progressView } from '../views/progress/progress-view.ts';

export interface ShowProgressOptions {
  rest: DiscordRest;
  budget: Semaphore;
}

/**
 * Edits the requester's private message. False when there is none any more: its token has aged, or Discord forgot it.
 * Sent without the bot's token, which the library would drop on the 401 of an aged one. Files that are gone, or all of them
 * where Discord takes less than it says, are left to their links.
 */
export async function showProgress(
  options: ShowProgressOptions,
  job: Job,
  view: ProgressView,
  signal: AbortSignal,
): Promise<boolean> {
  if (!job.progress) return false;
  try {
    await show(options, job, view, signal);
    return true;
  } catch (error) {
    if (!(error instanceof DiscordError)) throw error;
    if (error.code === 'gone') return false;
    const isSmaller = error.code === 'tooLarge' && view.takes.some(({ files }) => files.length > 0);
    if (isSmaller) return showProgress(options, job, onlyFiles(job, view, new Set()), signal);
    throw error;
  }
}

async function show(
  { rest, budget }: ShowProgressOptions,
  job: Job,
  view: ProgressView,
  signal: AbortSignal,
): Promise<void> {
  const { applicationId = '', token = '' } = job.progress ?? {};
  const route = Routes.webhookMessage(applicationId, token);
  const planned = progressView(job, view);
  const wanted = planned.files ?? [];
  await withFiles(budget, wanted, signal, async (read) => {
    const files = read.filter((file) => file !== undefined);
    const present = new Set(
      wanted.filter((_, index) => read[index]).flatMap((file) => ('path' in file ? file.path : [])),
    );
    const shown = files.length < read.length ? progressView(job, onlyFiles(job, view, present)) : planned;
    await callDiscord('repeatable', signal, async (callSignal) => {
      try {
        await rest.repeatable.patch(route, { body: messageBody(shown), files, auth: false, signal: callSignal });
      } catch (error) {
        // 50027 is a 401; 10015 and 10008 are 404s.
        if ([401, 404].includes(httpStatus(error) ?? 0))
          throw new DiscordError('gone', 'the private message can no longer be edited');
        throw error;
      }
    });
  });
}

/** The view with those files of takes that are at one of these paths; for the others there are links, where there are any. */
function onlyFiles(job: Job, view: ProgressView, paths: ReadonlySet<string>): ProgressView {
  const takes = view.takes.map((take) => {
    const files = take.files.filter(({ path }) => paths.has(path));
    const isWhole = files.length === take.files.length;
    return isWhole ? take : { ...take, files, link: take.link ?? job.takes[take.index]?.link ?? null };
  });
  return { ...view, takes };
}
