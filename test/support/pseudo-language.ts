import { onTestFinished } from 'vitest';
import { en, type Texts } from '../../src/locales/en/index.ts';
import type { Formats } from '../../src/locales/format.ts';
import { createLanguage, languages } from '../../src/locales/languages.ts';

const MARKS = { text: ['⟦', '⟧'], given: ['⟪', '⟫'] } as const;
/** Parameters that say what is meant, and are never shown as they are. */
const KEYS = new Set(['kind', 'scope', 'provider', 'missing']);
/** Discord's own marks for moments, members and channels; addresses; and names that are the same in all languages. */
const SAME_IN_ALL = /<t:\d+:[RfT]>|<[@#]\d+>|https?:\/\/[^\s)>]+|MiniMax Music Cover|Runware|\bMP3\b|\bWAV\b/g;

/**
 * For the rest of the test German is a language that has all texts: English ones in brackets, with numbers, lists and lengths
 * of time as they are written in German.
 */
export function speakPseudoGerman(): void {
  // The bot's languages never change while it runs, which is why there is no other way to add one.
  const spoken = languages as Map<string, unknown>;
  const before = spoken.get('de');
  spoken.set('de', createLanguage('de', bracketed));
  onTestFinished(() => {
    if (before === undefined) spoken.delete('de');
    else spoken.set('de', before);
  });
}

function bracketed(format: Formats): Partial<Texts> {
  const texts = Object.entries(en(format)) as [string, (params: unknown) => string][];
  const [open, close] = MARKS.text;
  return Object.fromEntries(texts.map(([key, say]) => [key, (params: unknown) => open + say(marked(params)) + close]));
}

/** Words that a text is given are no words of its own. */
function marked(params: unknown): unknown {
  if (typeof params !== 'object' || params === null) return params;
  const [open, close] = MARKS.given;
  return Object.fromEntries(
    Object.entries(params).map(([key, value]) => {
      const isWords = typeof value === 'string' && value !== '' && !KEYS.has(key);
      return [key, isWords ? open + value + close : value];
    }),
  );
}

/** What stands outside of all texts, as far as it has letters: words that were never translated. */
export function untranslatedIn(shown: string): string[] {
  const depths: string[] = [];
  let rest = '';
  for (const character of shown) {
    if (character === MARKS.text[0] || character === MARKS.given[0]) depths.push(character);
    else if (character === MARKS.text[1] || character === MARKS.given[1]) depths.pop();
    else rest += depths.at(-1) === MARKS.text[0] ? ' ' : character;
  }
  return rest.replaceAll(SAME_IN_ALL, ' ').match(/\p{L}+/gu) ?? [];
}

/** All that is read in a message or a form: not its ids, values and files. */
export function readableIn(view: unknown): string[] {
  if (typeof view !== 'object' || view === null) return [];
  return Object.entries(view).flatMap(([key, value]) => {
    if (
      ['content', 'label', 'placeholder', 'description', 'title', 'name'].includes(key) &&
      typeof value === 'string'
    ) {
      return [value];
    }
    return key === 'files' ? [] : readableIn(value);
  });
}
