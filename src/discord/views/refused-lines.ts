import { text } from '../../locales/text.ts';

/** What is said of messages that Discord did not let us delete. */
export function refusedLines(count: number, locale: string): string[] {
  return count === 0 ? [] : [text(locale, 'messages.refused', { count })];
}
