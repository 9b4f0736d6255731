import { createHash } from 'node:crypto';
import { ButtonStyle } from 'discord.js';
import type { HowToFacts } from '../../domain/guild/how-to.ts';
import { text } from '../../locales/text.ts';
import { coverIds } from '../interactions/cover-ids.ts';
import { button } from './components/buttons.ts';
import { type CardView, cardOf, small } from './view.ts';

/** What everybody reads in a channel for covers: what is made here, how, and what it costs them. */
export function howToView(facts: HowToFacts, channelId: string): CardView {
  const { locale, kind } = facts;
  const lines = [
    text(locale, 'howTo.what', { kind }),
    text(locale, 'howTo.how', { kind, isPrivateFirst: facts.isPrivateFirst }),
    small(text(locale, 'howTo.rules', { dayTakes: facts.dayTakes, wantsRightsTick: facts.wantsRightsTick })),
  ];
  return cardOf(lines, [
    button(text(locale, 'button.howTo', { kind }), coverIds.begin(channelId), ButtonStyle.Primary),
  ]);
}

/** The title of its post in a forum. */
export function howToTitle({ locale, kind }: HowToFacts): string {
  return text(locale, 'howTo.title', { kind });
}

/** Another one as soon as it would say anything else, in whatever channel. */
export function howToHash(facts: HowToFacts): string {
  const shown = [howToTitle(facts), howToView(facts, '0')];
  return createHash('sha256').update(JSON.stringify(shown)).digest('hex');
}
