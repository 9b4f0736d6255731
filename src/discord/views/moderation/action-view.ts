import { type APIButtonComponent, ButtonStyle } from 'discord.js';
import type { ModerationAction } from '../../../domain/moderation/moderation.ts';
import { isSettingKey } from '../../../domain/policy/guild-settings.ts';
import { text } from '../../../locales/text.ts';
import { IN_LOG, moderationIds } from '../../interactions/moderation-ids.ts';
import type { ToldAction } from '../../port.ts';
import { button } from '../components/buttons.ts';
import { mention } from '../parts/job-facts.ts';
import { oneLine } from '../parts/user-text.ts';
import { type CardView, cardOf } from '../view.ts';

const REASON_MAXIMUM = 300;

/** What a moderator did, in one sentence. */
export function actionSentence(
  { kind, byId, memberId, until, count, settings = {} }: ModerationAction,
  locale: string,
): string {
  const by = byId === '' ? text(locale, 'moderation.someone') : mention(byId);
  const names = Object.keys(settings)
    .filter(isSettingKey)
    .map((key) => text(locale, `settings.name.${key}`));
  return text(locale, 'moderation.did', {
    kind,
    by,
    member: memberId && mention(memberId),
    until,
    count,
    settings: names,
  });
}

/** What a moderator did, why, what came of it, and who took it back: a line each. */
export function actionLines(action: ModerationAction, locale: string): string[] {
  const { kind, reason, isTold, undoneAt, undoneById } = action;
  const why = oneLine(reason, REASON_MAXIMUM);
  const undoneBy = undoneById ? mention(undoneById) : text(locale, 'moderation.someone');
  return [
    actionSentence(action, locale),
    ...(why === '' ? [] : [text(locale, 'moderation.reason', { reason: why })]),
    ...(kind === 'warn' ? [text(locale, 'moderation.warned', { isTold })] : []),
    ...(undoneAt === null ? [] : [text(locale, 'moderation.undone', { by: undoneBy })]),
  ];
}

/** `cardOf`: of the cover whose card it stands on. */
export function undoButton(
  actionId: string,
  locale: string,
  cardOf: { reportId: string | null } | null = null,
): APIButtonComponent {
  return button(text(locale, 'button.mod.undo'), moderationIds.undo(actionId, cardOf), ButtonStyle.Secondary);
}

/** What a moderator did, with a button that takes it back while that is possible. */
export function actionView({
  action,
  locale,
  isUndoable,
  isForAll = true,
}: Pick<ToldAction, 'action' | 'locale' | 'isUndoable'> & { isForAll?: boolean }): CardView {
  return cardOf(
    actionLines(action, locale),
    isUndoable ? [undoButton(action.id, locale, isForAll ? { reportId: IN_LOG } : null)] : [],
  );
}
