import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { styleChoices, styleOf } from '../../../src/domain/draft/style-choices.ts';

const jazz = { name: 'Late Jazz', style: 'smoky bar, upright bass' };
const ska = { name: 'Ska', style: 'fast brass, offbeat guitars' };
const LONG = `an endless ${'very '.repeat(60)}long style`;
const values = (...asked: Parameters<typeof styleChoices>) => styleChoices(...asked).map(({ value }) => value);

describe('styleChoices', () => {
  it('has all that is known while nothing is typed: what was used last, then presets, with their names', () => {
    expect(styleChoices('', [jazz, ska], ['my own style', ska.style])).toEqual([
      { name: 'my own style', value: 'my own style' },
      { name: 'Ska: fast brass, offbeat guitars', value: ska.style },
      { name: 'Late Jazz: smoky bar, upright bass', value: jazz.style },
    ]);
  });

  it('puts what was typed before what has it in its name or words, whatever the case, and the rest last', () => {
    expect(values('jAZZ', [ska, jazz], ['some jazz of mine', 'rock'])).toEqual([
      'jAZZ',
      'some jazz of mine',
      jazz.style,
      'rock',
      ska.style,
    ]);
    expect(values('BRASS', [jazz, ska], [])).toEqual(['BRASS', ska.style, jazz.style]);
  });

  it('does not offer what was typed where it means a preset, is too long for a choice, or is not taken', () => {
    expect(values('Ska', [jazz, ska], [])[0]).toBe(ska.style);
    expect(values('x'.repeat(101), [jazz], [])).toEqual([jazz.style]);
    expect(values('x'.repeat(24), [jazz], ['y'.repeat(24)], { minimum: 10, maximum: 23 })).toEqual([jazz.style]);
  });

  it('has each once, also where a last style is a preset', () => {
    expect(values('', [jazz, { ...ska, style: jazz.style }], [jazz.style])).toEqual([jazz.style]);
  });

  it('leaves out what could not be told from a preset', () => {
    expect(values('', [ska], ['Ska', 'rock'])).toEqual(['rock', ska.style]);
  });

  it('puts first what was proposed cut short, when it stands in the field', () => {
    const cut = `${LONG.slice(0, 99)}…`;

    expect(values(cut, [jazz, { name: 'Long', style: LONG }], [])).toEqual([cut, jazz.style]);
  });

  it('shows on one line what has several', () => {
    const style = 'slow jazz\n  with strings';

    expect(styleChoices('', [], [style])).toEqual([
      { name: 'slow jazz with strings', value: 'slow jazz with strings' },
    ]);
    expect(styleOf('slow jazz with strings', [], [style])).toBe(style);
  });

  it('keeps within what Discord takes, and each choice brings its whole style back', () => {
    const piece = fc.constantFrom('jazz ', 'é\u0301', '👩‍👩‍👧‍👦', 'שלום\u202E', '\n\t', 'a'.repeat(60), '\uD83D', ' ');
    const text = fc.oneof(
      fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join('')),
      fc.string({ unit: 'grapheme', maxLength: 250 }),
    );
    const presets = fc.array(fc.record({ name: text, style: text }), { maxLength: 30 });
    fc.assert(
      fc.property(text, presets, fc.array(text, { maxLength: 12 }), (typed, known, last) => {
        const choices = styleChoices(typed, known, last);
        expect(choices.length).toBeLessThanOrEqual(25);
        expect(new Set(choices.map(({ value }) => value)).size).toBe(choices.length);
        const styles = new Set([...known.map(({ style }) => style), ...last]);
        for (const { name, value } of choices) {
          for (const shown of [name, value]) {
            expect(shown.trim()).not.toBe('');
            expect(shown.length).toBeLessThanOrEqual(100);
            expect(shown.isWellFormed()).toBe(true);
          }
          const isTyped = value === typed.toWellFormed().replace(/\s+/g, ' ').trim();
          const meant = styleOf(value, known, last);
          expect(styles.has(meant) || (isTyped && meant === value)).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('styleOf', () => {
  it.each([
    ['a preset by its exact name', 'Ska', ska.style],
    ['no preset by a name in another case', 'ska', 'ska'],
    ['a known style that had to be cut', `${LONG.slice(0, 99)}…`, LONG],
    ['what it says itself', 'anything else', 'anything else'],
  ])('takes a value for %s', (_what, value, style) => {
    expect(styleOf(value, [jazz, ska], [LONG])).toBe(style);
  });
});
