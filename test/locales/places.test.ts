import { describe, expect, it } from 'vitest';
import { english } from '../../src/locales/languages.ts';

/** The largest that any text is given: what it says in numbers is as long as it gets, and names are cut around it. */
const extremes: Record<string, unknown> = {
  micros: 999_999_900,
  isPerTake: true,
  isRequired: false,
  isChange: true,
  isAgain: true,
  takes: 25,
  number: 25,
  votes: 1_234_567,
  remixes: 1_000,
  minimum: 10,
  maximum: 3_500,
  length: 4_000,
  whenEmpty: 'own',
  name: '',
};

/** Each text of these keys in every variant, with how long it may be. */
const places: [string, RegExp, number][] = [
  ['the label of a button', /^button\./, 80],
  ['the description of a command or of one of its options', /^command\.(?!coverMessage)/, 100],
  ['the name of a command in a menu', /^command\.coverMessage$/, 32],
  ['the title of a form', /^(form\.title(\.|$)|wish\.title$|report\.title$)/, 45],
  [
    'the label of a field',
    /^(form\.(takes|mayUse|which\.song|which\.take|song|voice|instrumental|style|lyrics|lyrics\.edit)|wish\.(new|change)|report\.reason)$/,
    45,
  ],
  ['the description of a field', /^(form|wish|report)\..*\.?(hint|ask|askSung|part|keep|tooLong)$/, 100],
  ['the example in a field', /\.example$/, 100],
  ['an option of a menu', /^(more\.(?!placeholder)|form\..*\.option$|mine\.state\.)/, 100],
  ['the hint of a menu', /^(more\.placeholder|mine\.play|handed\.choose)$/, 150],
];

const kinds = ['cover', 'song'] as const;
const whenEmpty = ['own', 'instrumental', 'refused'] as const;

const wordings = Object.entries(english.texts as unknown as Record<string, (params: object) => string>);

function variantsOf(say: (params: object) => string): string[] {
  return kinds.flatMap((kind) => whenEmpty.map((empty) => say({ ...extremes, kind, of: kind, whenEmpty: empty })));
}

describe.each(places)('%s', (_place, keys, maximum) => {
  const found = wordings.filter(([key]) => keys.test(key));

  it('is known', () => {
    expect(found).not.toEqual([]);
  });

  it.each(found)('has room for all of %s', (_key, say) => {
    for (const words of variantsOf(say)) {
      expect(words.length, words).toBeLessThanOrEqual(maximum);
      expect(words).not.toMatch(/undefined|NaN|\[object/);
    }
  });
});

describe('a button or field that a sentence speaks of', () => {
  /** Some of their names go on with a number or a price. */
  const names = wordings.filter(([key]) => /^(button|form)\./.test(key)).flatMap(([, say]) => variantsOf(say));

  it.each(['Make it', 'Post it', 'Make another', 'Take down', 'I may use this song'])('is called so: %s', (label) => {
    const sentences = wordings.filter(([, say]) => say.toString().includes(`**${label}**`));
    expect(sentences).not.toEqual([]);
    expect(names.some((name) => name.startsWith(label))).toBe(true);
  });
});

describe('the words of operators', () => {
  it.each(['job', 'provider', 'token', 'whoever runs'])('are in no text that members read: %s', (word) => {
    const said = wordings.filter(([key, say]) => {
      const [, body = ''] = say.toString().split('=>');
      const literals = body.replaceAll(/\$\{[^}]*\}/g, '').match(/'[^']*'|"[^"]*"|`[^`]*`/g) ?? [];
      return key !== 'maker' && literals.some((literal) => new RegExp(`\\b${word}s?\\b`, 'i').test(literal));
    });
    expect(said.map(([key]) => key)).toEqual([]);
  });
});
