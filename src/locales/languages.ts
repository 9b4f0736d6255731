import { en, type Texts } from './en/index.ts';
import { createFormats, type Formats } from './format.ts';

/** A language by its texts, and by how it writes numbers, lists and lengths of time. */
export interface Language<Words extends Partial<Texts> = Partial<Texts>> {
  formats: Formats;
  texts: Words;
}

/** Complete, and what is said where another language lacks a text. */
export const english = createLanguage('en', en);

/** By a language (`de`) or, where Discord tells several kinds of it apart, by one of its locales (`pt-BR`). */
export const languages: ReadonlyMap<string, Language> = new Map<string, Language>([['en', english]]);

/** `code`: a BCP 47 tag. To be made once: what a language writes with costs more to make than to use. */
export function createLanguage<Words extends Partial<Texts>>(
  code: string,
  words: (format: Formats) => Words,
): Language<Words> {
  const formats = createFormats(code);
  return { formats, texts: words(formats) };
}
