import { type APIButtonComponent, ButtonStyle } from 'discord.js';
import type { Cover } from '../../../domain/cover.ts';
import type { Job } from '../../../domain/job.ts';
import type { CoverReport, MemberBlock, ModerationAction } from '../../../domain/moderation/moderation.ts';
import type { TakeDown } from '../../../domain/moderation/take-down.ts';
import { text } from '../../../locales/text.ts';
import { type CardAction, moderationIds } from '../../interactions/moderation-ids.ts';
import { button } from '../components/buttons.ts';
import { mention, messageLink, songName } from '../parts/job-facts.ts';
import { quotedWithin } from '../parts/quoted.ts';
import { oneLine } from '../parts/user-text.ts';
import { CARD_MAXIMUM, type CardView, fitLines, rowOf } from '../view.ts';
import { actionLines, undoButton } from './action-view.ts';

export interface ModerationCardOptions {
  locale: string;
  job: Job;
  /** Undefined where it is not posted, or not any more. */
  cover: Pick<Cover, 'channelId' | 'messageId'> | undefined;
  report: Pick<CoverReport, 'id' | 'reporter' | 'reason'> | undefined;
  /** About this cover, newest first. */
  actions: readonly ModerationAction[];
  block: MemberBlock | undefined;
  /** What can be taken down; null where there is nothing, or nobody has looked. */
  takeDown: TakeDown | null;
  /** The newest of the actions that can be taken back. */
  undoableId: string | undefined;
}

const NAME_MAXIMUM = 80;
const STYLE_MAXIMUM = 200;
const QUOTE_MAXIMUM = 1_200;
const ACTIONS_SHOWN = 5;

/** A cover for those who look after the server: what it is, what was reported of it, what was done, and what can be. */
export function moderationCard(options: ModerationCardOptions): CardView {
  const { locale, job, cover, report, actions, block } = options;
  const style = job.style === null ? '' : oneLine(job.style, STYLE_MAXIMUM);
  const song = songName(job);
  const member = mention(job.requester.id);
  const lines = [
    ...(report
      ? [
          text(locale, 'report.headline', { kind: job.kind, song }),
          text(locale, 'report.requester', { mention: member }),
        ]
      : [text(locale, 'moderation.title', { song, member })]),
    cover
      ? text(locale, 'report.cover', { url: messageLink({ ...job, ...cover }, cover.messageId) })
      : text(locale, 'moderation.notPosted'),
    ...(style === '' ? [] : [text(locale, 'moderation.style', { style })]),
    ...(report ? reportLines(report, locale) : []),
    ...actions.slice(0, ACTIONS_SHOWN).flatMap((action) => actionLines(action, locale)),
    ...(block ? [text(locale, 'moderation.blockedNow', { until: block.until })] : []),
  ];
  const rows = [coverButtons(options), memberButtons(options)].filter((row) => row.length > 0);
  return { layout: 'card', content: fitLines(lines, CARD_MAXIMUM), components: rows.map((row) => rowOf(row)) };
}

export function reportLines({ reporter, reason }: Pick<CoverReport, 'reporter' | 'reason'>, locale: string): string[] {
  const name = oneLine(reporter.name, NAME_MAXIMUM) || '…';
  return [
    text(locale, 'report.reporter', { mention: mention(reporter.id), name }),
    ...quotedWithin(reason, QUOTE_MAXIMUM),
  ];
}

function press(
  { locale, job, report }: ModerationCardOptions,
  action: CardAction,
  label: string = text(locale, `button.mod.${action as Exclude<CardAction, 'takeDown'>}`),
): APIButtonComponent {
  const style = action === 'dismiss' || action === 'warn' ? ButtonStyle.Secondary : ButtonStyle.Danger;
  return button(label, moderationIds.ask(action, job.id, report?.id ?? null), style);
}

function coverButtons(options: ModerationCardOptions): APIButtonComponent[] {
  const { locale, job, cover, takeDown } = options;
  const remixes = takeDown?.remixes ?? 0;
  const hasSong = job.reference !== null || job.voice !== null || job.instrumental !== null;
  const isBlocked = isDone(options, 'blockSong') || isDone(options, 'takeDown');
  return [
    ...(cover ? [press(options, 'delete')] : []),
    ...(cover && takeDown && (remixes > 0 || takeDown.song === 'blocked')
      ? [press(options, 'takeDown', text(locale, 'button.mod.takeDown', { remixes }))]
      : []),
    ...(hasSong && !isBlocked ? [press(options, 'blockSong')] : []),
  ];
}

function memberButtons(options: ModerationCardOptions): APIButtonComponent[] {
  const { locale, job, report, block, actions, undoableId } = options;
  const isOver = actions.some(({ undoneAt }) => undoneAt === null);
  return [
    ...(isDone(options, 'warn') ? [] : [press(options, 'warn')]),
    ...(block ? [] : [press(options, 'block')]),
    ...(report && !isOver ? [press(options, 'dismiss')] : []),
    button(text(locale, 'button.mod.history'), moderationIds.history(job.requester.id), ButtonStyle.Secondary),
    ...(undoableId === undefined ? [] : [undoButton(undoableId, locale, { reportId: report?.id ?? null })]),
  ];
}

function isDone({ actions }: ModerationCardOptions, kind: ModerationAction['kind']): boolean {
  return actions.some((action) => action.kind === kind && action.undoneAt === null);
}
