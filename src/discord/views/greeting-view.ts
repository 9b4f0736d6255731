import { ButtonStyle } from 'discord.js';
import { text } from '../../locales/text.ts';
import { coverIds } from '../interactions/cover-ids.ts';
import { helpIds } from '../interactions/help-ids.ts';
import { button } from './components/buttons.ts';
import { type CardView, cardOf, small } from './view.ts';

export interface GreetingOptions {
  guildId: string;
  locale: string;
}

/** What everybody reads where the bot has just joined. */
export function greetingView({ guildId, locale }: GreetingOptions): CardView {
  return cardOf(linesOf(locale), [setUpButton(guildId, locale)]);
}

/** The greeting of a server in which the bot could not post it, for whoever manages it; the form is a tap away, since they came for that. */
export function privateGreetingView({ guildId, locale, channelId }: GreetingOptions & { channelId: string }): CardView {
  const begin = button(
    text(locale, 'button.howTo', { kind: 'cover' }),
    coverIds.begin(channelId),
    ButtonStyle.Secondary,
  );
  return cardOf([...linesOf(locale), small(text(locale, 'greeting.private'))], [setUpButton(guildId, locale), begin]);
}

export function setUpButton(
  guildId: string,
  locale: string,
  style: ButtonStyle.Primary | ButtonStyle.Secondary = ButtonStyle.Primary,
) {
  return button(text(locale, 'button.setUp'), helpIds.setUp(guildId), style);
}

function linesOf(locale: string): string[] {
  return [text(locale, 'greeting.what'), text(locale, 'greeting.how'), small(text(locale, 'greeting.setUp'))];
}
