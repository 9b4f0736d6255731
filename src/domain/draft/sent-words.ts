import type { TextRule } from '../models.ts';

/**
 * What a text may hide: control characters (all but line breaks and tabs), those that turn the direction of what follows, those
 * without a width, and tag characters. The two joiners stay: emoji and some scripts are written with them.
 */
const HIDDEN = /(?![\n\t])\p{Cc}|(?!\u200c|\u200d|[\u0600-\u0605\u06dd\u070f])\p{Cf}/gu;

/** What is no letter, sign or picture: spaces, marks and joiners alone, and letters that are drawn as nothing. */
const INVISIBLE = /[\s\p{M}\p{Cf}\p{Cc}\u115f\u1160\u2800\u3164\uffa0]/gu;

/** In English, as are most styles; it says nothing that the style of a cover or song does not say by itself. */
const COMPLETIONS = [' style', ' music', ', sung from beginning to end'];

/** A text as providers get it: without what it hides. Its line breaks are those of Unix. */
export function withoutHidden(text: string): string {
  return text.toWellFormed().replaceAll(/\r\n?/g, '\n').replaceAll(HIDDEN, '').trim();
}

/** Whether there is anything to be seen in a text. */
export function isVisible(text: string): boolean {
  return text.replaceAll(HIDDEN, '').replaceAll(INVISIBLE, '') !== '';
}

/** A style as a model gets it: without what it hides, and completed where it says less than the model's minimum. */
export function sentStyle(style: string, { minimum }: Pick<TextRule, 'minimum'>): string {
  const words = withoutHidden(style);
  if (!isVisible(words)) return words;
  let sent = words;
  for (const more of COMPLETIONS) {
    if ([...sent].length < minimum) sent += more;
  }
  return sent;
}
