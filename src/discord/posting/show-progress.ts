import { Routes } from 'discord.js';
import type { Job } from '../../domain/job.ts';
import type { ProgressView } from '../port.ts';
import { callDiscord } from '../rest/call-discord.ts';
import type { DiscordRest } from '../rest/rest.ts';
import { httpStatus } from '../rest/rest-error.ts';
import { messageBody } from '../views/message-body.ts';
import { progressView } from '../views/progress/progress-view.ts';

/**
 * Edits the requester's private message. False when there is none any more: its token has aged, or Discord forgot it.
 * Sent without the bot's token, which the library would drop on the 401 of an aged one.
 */
export async function showProgress(
  rest: DiscordRest,
  job: Job,
  view: ProgressView,
  signal: AbortSignal,
): Promise<boolean> {
  if (!job.progress) return false;
  const { applicationId, token } = job.progress;
  const route = Routes.webhookMessage(applicationId, token);
  const body = messageBody(progressView(job, view));
  return callDiscord('repeatable', signal, async (callSignal) => {
    try {
      await rest.repeatable.patch(route, { body, auth: false, signal: callSignal });
      return true;
    } catch (error) {
      // 50027 is a 401; 10015 and 10008 are 404s.
      if ([401, 404].includes(httpStatus(error) ?? 0)) return false;
      throw error;
    }
  });
}
