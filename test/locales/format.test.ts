import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFormats } from '../../src/locales/format.ts';

const english = createFormats('en');
const german = createFormats('de');

/** Some of its spaces do not break. */
const spaced = (written: string) => written.replaceAll(/\s/g, ' ');

describe('money', () => {
  it.each([
    [150_000, '$0.15', '0,15 $'],
    [0, '$0.00', '0,00 $'],
    [1_000_000, '$1.00', '1,00 $'],
    [125_000, '$0.125', '0,125 $'],
    [12_300, '$0.0123', '0,0123 $'],
    [1_234_500_000, '$1,234.50', '1.234,50 $'],
  ])('writes %i micro-dollars as %s, and in German as %s', (micros, inEnglish, inGerman) => {
    expect(english.money(micros)).toBe(inEnglish);
    expect(spaced(german.money(micros))).toBe(inGerman);
  });

  it('has no other dollars beside it, wherever it is read', () => {
    expect(createFormats('en-GB').money(150_000)).toBe('$0.15');
  });

  it('is said in a word where there is none to pay', () => {
    expect([0, 150_000].map((micros) => english.price(micros, 'free'))).toEqual(['free', '$0.15']);
  });
});

describe('numbers', () => {
  it('are written as a language groups them', () => {
    expect([english.number(3_000), german.number(3_000)]).toEqual(['3,000', '3.000']);
  });

  it('are written right however many others were written before', () => {
    for (let value = 0; value < 2_500; value += 1) english.number(value);
    expect([0, 999, 1_000, 2_499].map((value) => english.number(value))).toEqual(['0', '999', '1,000', '2,499']);
  });

  it('take the form of the word that goes with them', () => {
    const takes = { one: 'take', other: 'takes' };
    expect([0, 1, 2, 3_000].map((count) => english.counted(count, takes))).toEqual([
      '0 takes',
      '1 take',
      '2 takes',
      '3,000 takes',
    ]);
  });

  it('take as many forms as a language has', () => {
    const forms = { one: 'plik', few: 'pliki', many: 'plików', other: 'pliku' };
    expect([1, 3, 5, 22, 1.5].map((count) => createFormats('pl').plural(count, forms))).toEqual([
      'plik',
      'pliki',
      'plików',
      'pliki',
      'pliku',
    ]);
  });

  it('take the form for all others where a translation leaves one out', () => {
    expect(createFormats('pl').plural(3, { one: 'plik', other: 'pliku' })).toBe('pliku');
  });
});

describe('lists', () => {
  it.each([
    [['MP3'], 'MP3', 'MP3'],
    [['MP3', 'WAV'], 'MP3 and WAV', 'MP3 und WAV'],
    [['MP3', 'WAV', 'OGG'], 'MP3, WAV, and OGG', 'MP3, WAV und OGG'],
  ])('of %j are %s, and in German %s', (items, inEnglish, inGerman) => {
    expect([english.list(items), german.list(items)]).toEqual([inEnglish, inGerman]);
  });

  it('of which one will do say so', () => {
    const items = ['MP3', 'WAV', 'OGG'];
    expect([english.choice(items), german.choice(items)]).toEqual(['MP3, WAV, or OGG', 'MP3, WAV oder OGG']);
  });
});

describe('lengths of time', () => {
  it('are minutes and seconds where they are of songs', () => {
    expect([0, 9.4, 61, 3_600, -1].map(english.songLength)).toEqual(['0:00', '0:09', '1:01', '60:00', '0:00']);
    expect(createFormats('fi').songLength(185)).toBe('3.05');
  });

  it('are spelled out where they are known', () => {
    expect([english.seconds(1), english.seconds(30), german.minutes(30)]).toEqual([
      '1 second',
      '30 seconds',
      '30 Minuten',
    ]);
  });

  it.each([
    [0, '10 sec', '10 Sek.'],
    [38_000, '40 sec', '40 Sek.'],
    [60_000, '1 min', '1 Min.'],
    [95_000, '2 min', '2 Min.'],
    [300_000, '5 min', '5 Min.'],
  ])('are rounded where they are not: %i ms to %s, and in German %s', (ms, inEnglish, inGerman) => {
    expect([english.roughTime(ms), german.roughTime(ms)]).toEqual([inEnglish, inGerman]);
  });

  it.each([
    [130_000, 230_000, '2–4 min', '2–4 Min.'],
    [33_000, 71_000, '30–75 sec', '30–75 Sek.'],
    [1_000, 2_000, '5 sec', '5 Sek.'],
  ])('from %i to %i ms are %s, and in German %s', (fromMs, toMs, inEnglish, inGerman) => {
    expect([english.roughTimeRange(fromMs, toMs), german.roughTimeRange(fromMs, toMs)].map(spaced)).toEqual([
      inEnglish,
      inGerman,
    ]);
  });

  it('never promise more than was timed', () => {
    fc.assert(
      fc.property(fc.nat({ max: 3_600_000 }), fc.nat({ max: 3_600_000 }), (fromMs, moreMs) => {
        const range = english.roughTimeRange(fromMs, fromMs + moreMs);
        const [, from, to, unit] = /^(?:(\d+)–)?(\d+) (sec|min)$/.exec(range) ?? [];
        const unitMs = unit === 'sec' ? 1_000 : 60_000;
        const least = unit === 'sec' ? 5 : 1;
        expect(Number(to) * unitMs).toBeGreaterThanOrEqual(fromMs + moreMs);
        expect(Number(from ?? to)).toBeLessThanOrEqual(Math.max(least, fromMs / unitMs));
      }),
      { numRuns: 200 },
    );
  });
});

describe('sizes', () => {
  it('are in megabytes', () => {
    expect([19_530_000, 25_000_000].map(english.megabytes)).toEqual(['19.5 MB', '25 MB']);
    expect(spaced(german.megabytes(19_530_000))).toBe('19,5 MB');
  });
});
