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
  if (!isPrivate && (takes > 0 || /^-# AI |^AI (cover|song) for /m.test(text))) return 'cover';
  return PHRASES.find(([, phrase]) => phrase.test(text))?.[0] ?? byButton(buttons);
}

/** In the order in which they count. */
const PHRASES: readonly (readonly [Shown, RegExp])[] = [
  ['kept', /\bkept (it )?for you\b|here it is for you alone|Save it soon/],
  ['delivered', /discord\.com\/channels\//],
  ['cancelled', /^Cancelled\.|\bis cancelled\./m],
  ['findingOut', /\bcan't be asked whether\b/],
  ['making', /\bis being made by\b/],
  ['posting', /\bis done\. (Posting|Getting)/],
];

function byButton(buttons: readonly string[]): Shown {
  if (buttons.includes('New try')) return 'failed';
  return buttons.includes('Cancel') ? 'waiting' : 'other';
}

const ENDS = new Set<Shown>(['cover', 'delivered', 'failed', 'cancelled', 'kept']);

export function isEnd(shown: Shown): boolean {
  return ENDS.has(shown);
}
