import type { Outlook } from '../../../domain/turns/waiting.ts';
import { text } from '../../../locales/text.ts';

const BAR_LENGTH = 10;

/** What a waiting message says of time: how far it is, and what is left. Nothing where nobody knows. */
export function outlookLines(outlook: Outlook, locale: string): string[] {
  switch (outlook.phase) {
    case 'unknown':
      return [];
    case 'inLine':
      return [withBar(outlook.share, text(locale, 'wait.startsIn', { leftMs: outlook.leftMs }))];
    case 'starting':
      return [withBar(outlook.share, text(locale, 'wait.starting'))];
    case 'making':
      return [withBar(outlook.share, text(locale, 'wait.left', { leftMs: outlook.leftMs }))];
    case 'nearlyDone':
      return [withBar(outlook.share, text(locale, 'wait.nearlyDone'))];
    case 'slow':
      return [text(locale, 'wait.slow')];
    case 'leaving':
      return [text(locale, 'wait.leaving')];
  }
}

/** Of characters that have the same width in every font. */
function withBar(share: number, words: string): string {
  const full = Math.min(BAR_LENGTH, Math.round(share * BAR_LENGTH));
  return `${'▰'.repeat(full)}${'▱'.repeat(BAR_LENGTH - full)} ${words}`;
}
