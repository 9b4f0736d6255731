import type { ForbiddenWord } from '../policy/guild-settings.ts';

/** Scripts that put no spaces between words: there a word is found only as a part. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/**
 * A text as it is compared: without case, accents, width and hidden characters, its words with one space between them and around
 * all of them. Punctuation counts as a space.
 */
export function foldWords(text: string): string {
  const letters = text
    .toWellFormed()
    .normalize('NFKD')
    .replace(/[\p{M}\p{Cf}]/gu, '')
    // Lower case alone tells ß from SS.
    .toUpperCase()
    .toLowerCase()
    .replace(/ς/g, 'σ')
    .normalize('NFC');
  return ` ${letters.replace(/[^\p{L}\p{N}]+/gu, ' ').trim()} `;
}

/** A forbidden word as it is stored: folded, so that each stands there once. Empty where nothing of it is a letter or a number. */
export function foldedWord(word: string): string {
  return foldWords(word).trim();
}

/** The first of the words that one of the texts has; undefined: none. What is missing among the texts is passed over. */
export function findForbidden(
  texts: readonly (string | null | undefined)[],
  words: readonly ForbiddenWord[],
): string | undefined {
  if (words.length === 0) return undefined;
  const folded = texts.flatMap((text) => (text ? [foldWords(text)] : []));
  for (const { word, inside } of words) {
    const sought = foldedWord(word);
    if (sought === '') continue;
    const needle = inside || UNSPACED.test(sought) ? sought : ` ${sought} `;
    if (folded.some((text) => text.includes(needle))) return sought;
  }
  return undefined;
}
