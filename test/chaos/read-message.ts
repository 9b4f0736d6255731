import type { Shown } from './record.ts';

export interface ReadableMessage {
  text: string;
  buttons: readonly string[];
  /** How many files with music it carries. */
  takes: number;
  isPrivate: boolean;
}

/** What a message of the bot says about a cover, as a member would understand it. */
export function readMessage({ text, buttons, takes, isPrivate }: ReadableMessage): Shown {
  if (!isPrivate && (takes > 0 || /\bis ready!/.test(text))) return 'cover';
  return PHRASES.find(([, phrase]) => phrase.test(text))?.[0] ?? byButton(buttons);
}

/** In the order in which they count. */
const PHRASES: readonly (readonly [Shown, RegExp])[] = [
  ['kept', /\bkept it for you\b|\bjust for you\b|is ready, but I couldn't post it|Save it now/],
  ['delivered', /discord\.com\/channels\//],
  ['cancelled', /^Cancelled[. ]|\bwas cancelled\./m],
  ['findingOut', /\bcan't tell whether it got through\b/],
  ['making', /\bMaking your\b/],
  ['posting', /\bis ready\. (Posting|Getting)/],
];

function byButton(buttons: readonly string[]): Shown {
  if (buttons.includes('Try again')) return 'failed';
  return buttons.includes('Cancel') ? 'waiting' : 'other';
}

const ENDS = new Set<Shown>(['cover', 'delivered', 'failed', 'cancelled', 'kept']);

export function isEnd(shown: Shown): boolean {
  return ENDS.has(shown);
}
