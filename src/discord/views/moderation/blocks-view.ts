import type { MemberBlock, ModerationAction } from '../../../domain/moderation/moderation.ts';
import { text } from '../../../locales/text.ts';
import { moderationIds } from '../../interactions/moderation-ids.ts';
import { mention } from '../parts/job-facts.ts';
import { CARD_MAXIMUM, type CardView, fitLines, rowOf } from '../view.ts';
import { actionLines } from './action-view.ts';
import { selectOf } from './select-of.ts';

export interface BlocksViewOptions {
  locale: string;
  guildId: string;
  blocks: readonly MemberBlock[];
  /** What moderators did last, newest first. */
  actions: readonly ModerationAction[];
}

const SHOWN = 25;

/** Who is blocked, with a menu that lifts one, and what was done last. */
export function blocksView({ locale, guildId, blocks, actions }: BlocksViewOptions): CardView {
  const shown = blocks.slice(0, SHOWN);
  const blocked = shown.map(({ memberId, until }) =>
    text(locale, 'moderation.blocks.entry', { member: mention(memberId), until }),
  );
  const done = actions.flatMap((action) => actionLines(action, locale));
  const lines = [
    text(locale, 'moderation.blocks'),
    ...(blocked.length > 0 ? blocked : [text(locale, 'moderation.blocks.none')]),
    text(locale, 'moderation.latest'),
    ...(done.length > 0 ? done : [text(locale, 'moderation.latest.none')]),
  ];
  const menu = selectOf(
    moderationIds.lift(guildId),
    text(locale, 'moderation.placeholder.lift'),
    shown.map(({ memberId }) => ({ name: text(locale, 'moderation.choice.block', { id: memberId }), value: memberId })),
  );
  return { layout: 'card', content: fitLines(lines, CARD_MAXIMUM), components: menu ? [rowOf([menu])] : [] };
}
