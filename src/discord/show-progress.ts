import { Routes } from 'discord.js';
import type { Clock } from '../clock.ts';
import type { Job } from '../domain/job.ts';
import { DiscordError } from '../errors.ts';
import { callDiscord } from './call-discord.ts';
import type { ProgressView } from './port.ts';
import type { DiscordRest } from './rest.ts';
import { httpStatus } from './rest-error.ts';
import { messageBody } from './views/message-body.ts';
import { progressView } from './views/progress-view.ts';

/**
 * Edits the requester's private message. False when there is none any more: its token has aged, or Discord forgot it.
 * Sent without the bot's token, which the library would drop on the 401 of an aged one.
 */
export async function showProgress(
  { rest, clock }: { rest: DiscordRest; clock: Clock },
  job: Job,
  view: ProgressView,
  signal: AbortSignal,
): Promise<boolean> {
  if (!job.progress || clock.now() >= job.progress.expiresAt) return false;
  const { applicationId, token } = job.progress;
  const message = messageBody(progressView(job, view));
  try {
    await callDiscord('repeatable', signal, async (callSignal) => {
      try {
        const route = Routes.webhookMessage(applicationId, token);
        return await rest.repeatable.patch(route, { ...message, auth: false, signal: callSignal });
      } catch (error) {
        // 50027 is a 401; 10015 and 10008 are 404s.
        if ([401, 404].includes(httpStatus(error) ?? 0))
          throw new DiscordError('gone', 'the private message can no longer be edited');
        throw error;
      }
    });
    return true;
  } catch (error) {
    if (error instanceof DiscordError && error.code === 'gone') return false;
    throw error;
  }
}
