import { type APIButtonComponent, type APIStringSelectComponent, ButtonStyle } from 'discord.js';
import { text } from '../../../locales/text.ts';
import { operatorIds } from '../../interactions/operator-ids.ts';
import { button } from '../components/buttons.ts';
import { type MenuChoice, menuOfOne } from '../components/form-parts.ts';
import { cutText } from '../parts/user-text.ts';
import { CARD_MAXIMUM, type CardView, type Control, fitLines, rowOf } from '../view.ts';

export const operatorPages = ['health', 'spend', 'guilds', 'doubts'] as const;

/** A page of `/cover-operator`. */
export type OperatorPage = (typeof operatorPages)[number];

/** What every card of the operator's is made of. */
export interface OperatorCardOptions {
  locale: string;
  /** What was done just now, or why it was not; they stand first. */
  notices?: readonly string[];
}

const BUTTONS_IN_ROW = 5;
const PLACEHOLDER_MAXIMUM = 100;

/** Lines, menus and buttons of a page, and below them the menu that leads to the others. */
export function operatorCard(
  { locale, notices = [] }: OperatorCardOptions,
  page: OperatorPage,
  {
    lines,
    menus = [],
    buttons = [],
  }: { lines: readonly string[]; menus?: readonly Control[]; buttons?: readonly APIButtonComponent[] },
): CardView {
  const rows = [];
  for (let at = 0; at < buttons.length; at += BUTTONS_IN_ROW) rows.push(rowOf(buttons.slice(at, at + BUTTONS_IN_ROW)));
  const pages = operatorPages.map((one) => ({
    name: text(locale, `operator.page.${one}`),
    value: one,
    isChosen: one === page,
  }));
  const toPage = operatorMenu(operatorIds.page(page), text(locale, 'operator.placeholder.page'), pages);
  const title = `**${text(locale, `operator.page.${page}`)}**`;
  return {
    layout: 'card',
    content: fitLines([...notices, title, ...lines], CARD_MAXIMUM),
    components: [...menus.map((one) => rowOf([one])), ...rows, rowOf([toPage])],
  };
}

export function operatorMenu(
  customId: string,
  placeholder: string,
  choices: readonly MenuChoice[],
): APIStringSelectComponent {
  const { required: _, ...select } = menuOfOne(customId, choices);
  return { ...select, placeholder: cutText(placeholder, PLACEHOLDER_MAXIMUM) };
}

export function backButton(locale: string, page: OperatorPage): APIButtonComponent {
  return button(text(locale, 'button.operator.back'), operatorIds.show(page), ButtonStyle.Secondary);
}

export function refreshButton(locale: string, page: OperatorPage): APIButtonComponent {
  return button(text(locale, 'button.operator.refresh'), operatorIds.show(page), ButtonStyle.Secondary);
}
