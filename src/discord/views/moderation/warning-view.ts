import type { Job } from '../../../domain/job.ts';
import { text } from '../../../locales/text.ts';
import { songName } from '../parts/job-facts.ts';
import { quotedWithin } from '../parts/quoted.ts';
import { oneLine } from '../parts/user-text.ts';
import { CONTENT_MAXIMUM, messageOf, type View } from '../view.ts';

const NAME_MAXIMUM = 100;

export interface WarningViewOptions {
  job: Job;
  /** What the moderator wrote; may be empty. */
  reason: string;
  guildName: string | null;
}

/** A direct message to a cover's requester, from the moderators of the server. */
export function warningView({ job, reason, guildName }: WarningViewOptions): View {
  const { locale } = job;
  const server = guildName === null ? null : oneLine(guildName, NAME_MAXIMUM) || null;
  const head = text(locale, 'moderation.warning', { server, song: songName(job) });
  const words = quotedWithin(reason, CONTENT_MAXIMUM - head.length - 1);
  return messageOf([head, ...(words.length > 0 ? words : [text(locale, 'moderation.warning.none')])]);
}
