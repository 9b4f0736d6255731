import type { MemberText } from '../errors.ts';
import { en, type TextKey, type Texts } from './en.ts';

/** Languages beside English; a text that one of them lacks is shown in English. */
const languages: Readonly<Record<string, Partial<Texts>>> = { en };

/** The words for a key in a Discord locale such as `en-GB`: that locale, else its language, else English. */
export function text<Key extends TextKey>(locale: string, key: Key, ...params: Parameters<Texts[Key]>): string {
  const [language = ''] = locale.split('-');
  const wording = languages[locale]?.[key] ?? languages[language]?.[key] ?? en[key];
  // The key ties the parameters to the function; the compiler cannot follow that through a union of functions.
  return (wording as (...given: Parameters<Texts[Key]>) => string)(...params);
}

/** The words of a text that was stored or thrown with its parameters. */
export function memberText(locale: string, { key, params }: MemberText): string {
  return (text as (locale: string, key: TextKey, params: unknown) => string)(locale, key, params);
}
