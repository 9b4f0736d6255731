import { text } from '../../../locales/text.ts';
import type { OperatorNotice } from '../../port.ts';
import { oneLine } from '../parts/user-text.ts';
import { cardOf, type View } from '../view.ts';

const ABOUT_MAXIMUM = 80;

/** What whoever runs the bot is told of one kind, a line for each thing that it is about. */
export function operatorNoticeView({ kind, facts }: OperatorNotice, locale: string): View {
  const lines = facts.map(({ about, name, count = 0, at }) => {
    const id = oneLine(about, ABOUT_MAXIMUM);
    const shown =
      name === undefined ? id : text(locale, 'operator.notice.server', { id, name: oneLine(name, ABOUT_MAXIMUM) });
    return text(locale, `operator.notice.${kind}`, { about: shown, count, at });
  });
  return cardOf([text(locale, `operator.notice.${kind}.title`), ...lines]);
}
