import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isVisible, sentStyle, withoutHidden } from '../../../src/domain/draft/sent-words.ts';
import { models } from '../../../src/providers/catalog.ts';

describe('what a provider gets of a text', () => {
  it.each([
    ['jazz\u202e with drums\u202c', 'jazz with drums'],
    ['a\u0000b\u001bc\u0085d', 'abcd'],
    ['zero\u200bwidth\ufeff', 'zerowidth'],
    ['one\r\ntwo\rthree\tfour\n', 'one\ntwo\nthree\tfour'],
    ['half \ud83c of a pair', 'half \ufffd of a pair'],
    ['👩‍🎤 sings, می‌خواهم', '👩‍🎤 sings, می‌خواهم'],
    ['Straße 東京 ñ', 'Straße 東京 ñ'],
  ])('of %j is %j', (text, sent) => {
    expect(withoutHidden(text)).toBe(sent);
  });
});

describe('a style as a model gets it', () => {
  const rule = { minimum: 10 };

  it.each([
    ['jazz', 'jazz style'],
    ['lo-fi', 'lo-fi style'],
    ['pop', 'pop style music'],
    ['x', 'x style music'],
    ['slow blues', 'slow blues'],
    ['  a slow blues ', 'a slow blues'],
    ['\u200b \u2800', '\u2800'],
  ])('of %j is %j', (style, sent) => {
    expect(sentStyle(style, rule)).toBe(sent);
  });

  it('is long enough for every model, whatever is to be seen in it', () => {
    const rules = models.map((model) => model.style).filter(({ need }) => need !== 'none');
    const someStyle = fc.string({ minLength: 1, unit: 'grapheme' }).filter(isVisible);
    fc.assert(
      fc.property(someStyle, fc.constantFrom(...rules), (style, { minimum }) => {
        const sent = sentStyle(style, { minimum });
        expect([...sent].length).toBeGreaterThanOrEqual(minimum);
        expect(sent.startsWith(withoutHidden(style))).toBe(true);
      }),
    );
  });
});
