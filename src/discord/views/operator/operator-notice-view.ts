import { text } from '../../../locales/text.ts';
import type { OperatorNotice } from '../../port.ts';
import { oneLine } from '../parts/user-text.ts';
import { cardOf, type View } from '../view.ts';

const ABOUT_MAXIMUM = 80;

/** What whoever runs the bot is told of one kind, a line for each thing that it is about. */
export function operatorNoticeView({ kind, facts }: OperatorNotice, locale: string): View {
  const lines = facts.map(({ about, count = 0, at }) =>
    text(locale, `operator.notice.${kind}`, { about: oneLine(about, ABOUT_MAXIMUM), count, at }),
  );
  return cardOf([text(locale, `operator.notice.${kind}.title`), ...lines]);
}
