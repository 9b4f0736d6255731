import { Locale } from 'discord.js';
import { isTranslated } from '../../locales/text.ts';

/** What Discord takes translations of. The names of commands and options are typed, so they are the same for all. */
const TRANSLATABLE = ['name', 'description'];

/**
 * What is registered with Discord, with its words in each of Discord's locales in which they are others than in English. `make`
 * makes the same in the words of a locale. `locales`: those that have words of their own.
 */
export function inAllLanguages<Body extends object>(
  make: (locale: string) => Body,
  locales: readonly string[] = Object.values(Locale).filter(isTranslated),
): Body {
  const others = locales.map((locale) => ({ locale, value: make(locale) as unknown }));
  return withTranslations(make('en'), others) as Body;
}

interface Other {
  locale: string;
  value: unknown;
}

function withTranslations(value: unknown, others: readonly Other[]): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const inner = (key: string) => others.map(({ locale, value: other }) => ({ locale, value: partOf(other, key) }));
  if (Array.isArray(value)) return value.map((item, index) => withTranslations(item, inner(String(index))));
  const entries = Object.entries(value);
  const translated = entries.flatMap(([key, part]) => {
    const translations = TRANSLATABLE.includes(key) ? translationsOf(part, inner(key)) : {};
    return Object.keys(translations).length > 0 ? [[`${key}_localizations`, translations] as const] : [];
  });
  // The builders leave a place for them, which is empty.
  return Object.fromEntries([
    ...entries.map(([key, part]) => [key, withTranslations(part, inner(key))]),
    ...translated,
  ]);
}

function partOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}

function translationsOf(english: unknown, others: readonly Other[]): Record<string, string> {
  const differing = others.flatMap(({ locale, value }) =>
    typeof value === 'string' && value !== english ? [[locale, value] as const] : [],
  );
  return Object.fromEntries(differing);
}
