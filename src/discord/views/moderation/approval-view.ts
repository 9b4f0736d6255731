import { type APIButtonComponent, ButtonStyle } from 'discord.js';
import { text } from '../../../locales/text.ts';
import { moderationIds } from '../../interactions/moderation-ids.ts';
import type { AskedApproval } from '../../port.ts';
import { button } from '../components/buttons.ts';
import { channelMention, mention, songName } from '../parts/job-facts.ts';
import { quotedWithin } from '../parts/quoted.ts';
import { takeLine } from '../parts/take-line.ts';
import { oneLine } from '../parts/user-text.ts';
import { CONTENT_MAXIMUM, fitRanked, type MessageView, rowOf, type View } from '../view.ts';
import { takeViewFile } from '../view-file.ts';

const FILES_MAXIMUM = 10;
const STYLE_MAXIMUM = 300;
const LYRICS_MAXIMUM = 700;
const NAME_MAXIMUM = 60;

/** A cover that waits for a moderator: what it is, with its takes to be heard, and two buttons. */
export function approvalView({ job, takes, locale }: AskedApproval): MessageView {
  const why = job.approval?.why ?? 'all';
  const style = job.style === null ? '' : oneLine(job.style, STYLE_MAXIMUM);
  const lines = [
    {
      rank: 0,
      line: text(locale, 'approval.asks', {
        song: songName(job),
        member: mention(job.requester.id),
        channel: channelMention(job.channelId),
        why,
      }),
    },
    ...(style === '' ? [] : [{ rank: 1, line: text(locale, 'moderation.style', { style }) }]),
    ...takes.map((take) => ({ rank: 2, line: takeLine(job, take, locale) })),
    ...quotedWithin(job.lyrics ?? '', LYRICS_MAXIMUM).map((line) => ({ rank: 3, line })),
    ...(job.approval?.until == null
      ? []
      : [{ rank: 1, line: text(locale, 'approval.until', { until: job.approval.until }) }]),
  ];
  const files = takes
    .flatMap((take) => take.files.map((file) => takeViewFile(job, take.index, file)))
    .slice(0, FILES_MAXIMUM);
  const buttons = [
    button(text(locale, 'button.mod.approve'), moderationIds.approve(job.id), ButtonStyle.Success),
    button(text(locale, 'button.mod.refuse'), moderationIds.askRefuse(job.id), ButtonStyle.Secondary),
    button(text(locale, 'button.mod.history'), moderationIds.history(job.requester.id), ButtonStyle.Secondary),
  ];
  return { content: fitRanked(lines, CONTENT_MAXIMUM).join('\n'), components: [rowOf(buttons)], files };
}

/** What stands in place of the buttons once somebody has decided. */
export function decidedControls(
  decision: 'granted' | 'refused',
  { jobId, name }: { jobId: string; name: string },
  locale: string,
): View['components'] {
  const label = text(locale, `approval.${decision}By`, { name: oneLine(name, NAME_MAXIMUM) });
  const decided: APIButtonComponent = {
    ...button(label, moderationIds.approve(jobId), ButtonStyle.Secondary),
    disabled: true,
  };
  return [rowOf([decided])];
}
