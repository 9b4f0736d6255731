import type { MemberText } from '../errors.ts';
import type { TextKey, Texts } from './en/index.ts';
import type { Formats } from './format.ts';
import { english, type Language, languages } from './languages.ts';

/** The words for a key in a Discord locale such as `en-GB`: that locale, else its language, else English. */
export function text<Key extends TextKey>(locale: string, key: Key, ...params: Parameters<Texts[Key]>): string {
  const wording = languageOf(locale).texts[key] ?? english.texts[key];
  // The key ties the parameters to the function; the compiler cannot follow that through a union of functions.
  return (wording as (...given: Parameters<Texts[Key]>) => string)(...params);
}

/** The words of a text that was stored or thrown with its parameters. */
export function memberText(locale: string, { key, params }: MemberText): string {
  return (text as (locale: string, key: TextKey, params: unknown) => string)(locale, key, params);
}

/** How numbers and the like are written beside the texts of a Discord locale. */
export function formatsFor(locale: string): Formats {
  return languageOf(locale).formats;
}

/** Whether there are other words for a Discord locale than the English ones. */
export function isTranslated(locale: string): boolean {
  return languageOf(locale) !== english;
}

function languageOf(locale: string): Language {
  const [language = ''] = locale.split('-');
  return languages.get(locale) ?? languages.get(language) ?? english;
}
