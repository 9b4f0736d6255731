import type { HistoryEntry } from '../../../domain/cover.ts';
import type { MemberBlock, ModerationAction } from '../../../domain/moderation/moderation.ts';
import { text } from '../../../locales/text.ts';
import { moderationIds } from '../../interactions/moderation-ids.ts';
import { headline, mention, messageLink } from '../parts/job-facts.ts';
import { CARD_MAXIMUM, type CardView, fitLines, rowOf } from '../view.ts';
import { actionLines } from './action-view.ts';
import { selectOf } from './select-of.ts';

export interface MemberHistoryOptions {
  locale: string;
  memberId: string;
  block: MemberBlock | undefined;
  /** Newest first. */
  entries: readonly HistoryEntry[];
  actions: readonly ModerationAction[];
  undoable: readonly ModerationAction[];
}

/** What moderators may know of a member: what they had made, also what only they have, and what was done about it. */
export function memberHistoryView(options: MemberHistoryOptions): CardView {
  const { locale, memberId, block, entries, actions, undoable } = options;
  const covers = entries.map(({ job, cover }) =>
    text(locale, 'moderation.history.entry', {
      name: headline(job, locale),
      at: job.acceptedAt,
      url: cover ? messageLink({ ...job, ...cover }, cover.messageId) : null,
    }),
  );
  const lines = [
    text(locale, 'moderation.history', { member: mention(memberId) }),
    ...(block ? [text(locale, 'moderation.blockedNow', { until: block.until })] : []),
    ...(covers.length > 0 ? covers : [text(locale, 'moderation.history.none')]),
    ...actions.flatMap((action) => actionLines(action, locale)),
  ];
  const menu = selectOf(
    moderationIds.undoOne(memberId),
    text(locale, 'moderation.placeholder.undo'),
    undoable.map(({ id, kind, reason }) => ({
      name: text(locale, 'moderation.choice.action', { kind }),
      value: id,
      ...(reason !== '' && { description: reason }),
    })),
  );
  return { layout: 'card', content: fitLines(lines, CARD_MAXIMUM), components: menu ? [rowOf([menu])] : [] };
}
