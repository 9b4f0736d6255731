import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  cutAtSection,
  formatSections,
  isInstrumentalSkeleton,
  parseSections,
  type Section,
  spellTags,
  spellTagsWithin,
} from '../../../src/domain/draft/lyrics.ts';
import { sectionTags } from '../../../src/domain/draft/section-spellings.ts';

/** As MiniMax's lyrics endpoint writes them. */
const WRITTEN_TAGS = [
  ...['Intro', 'Verse', 'Pre-Chorus', 'Chorus', 'Hook', 'Drop', 'Bridge', 'Solo', 'Build-up', 'Instrumental'],
  ...['Breakdown', 'Break', 'Interlude', 'Outro'],
];

const someWords = fc
  .array(fc.constantFrom('la', 'rain', '[whispered]', '🌊', 'Straße', '(ooh)', '[x2]'), { minLength: 1, maxLength: 8 })
  .map((words) => words.join(' '));
const someText = fc.array(someWords, { maxLength: 5 }).map((lines) => lines.join('\n'));
const someTag = fc.constantFrom(...sectionTags, ...WRITTEN_TAGS, 'pre chorus', 'REFRAIN', 'Build_Up', 'Middle 8', '<3');
const someSection: fc.Arbitrary<Section> = fc.record({
  tag: fc.constantFrom(...sectionTags),
  number: fc.option(fc.integer({ min: 1, max: 99 })),
  text: someText,
});
const someLyrics = fc
  .array(fc.tuple(someTag, fc.constantFrom('', ' 1', ' 12'), someText), { maxLength: 8 })
  .map((parts) => parts.map(([tag, number, text]) => `[${tag}${number}]\n${text}`).join('\n\n'));

describe('parseSections', () => {
  it('tells the parts of a song apart', () => {
    const lyrics = 'hum along\n\n[Verse 1]\nOne line\nand another\n\n[Pre-Chorus]\n\n[chorus: Ann] Oh\n[whispered]\nah';

    expect(parseSections(lyrics)).toEqual([
      { tag: null, number: null, text: 'hum along' },
      { tag: 'Verse', number: 1, text: 'One line\nand another' },
      { tag: 'Pre Chorus', number: null, text: '' },
      { tag: 'Chorus', number: null, text: 'Oh\n[whispered]\nah' },
    ]);
  });

  it('leaves what has no tags in one part, and finds none in nothing', () => {
    expect(parseSections('la [Verse] la\n')).toEqual([{ tag: null, number: null, text: 'la [Verse] la' }]);
    expect(parseSections(' \n')).toEqual([]);
  });

  it('reads again what formatSections wrote', () => {
    fc.assert(
      fc.property(fc.array(someSection), (sections) => {
        expect(parseSections(formatSections(sections))).toEqual(sections);
      }),
    );
  });

  it.each([
    ['[', 1],
    [' ', 0],
    ['[a', 1],
    ['\n[', 1],
    ['[verse]\n', 125_000],
    ['[ 1', 1],
    ['(', 1],
    ['a: ', 1],
    ['**', 1],
    ['【', 1],
    ['#\n', 1],
    ['Verse:\n', Math.floor(1_000_000 / 7)],
    [']', 1],
  ])('comes to an end with a million characters of %j', (piece, sections) => {
    expect(parseSections(piece.repeat(1_000_000 / piece.length))).toHaveLength(sections);
  });
});

describe('spellTags', () => {
  it.each([
    ['[Pre-Chorus]', '[Pre Chorus]', '[Verse]'],
    ['[pre chorus 2]', '[Pre Chorus 2]', '[Verse]'],
    ['[PRECHORUS]', '[Pre Chorus]', '[Verse]'],
    ['[Post-Chorus]', '[Post Chorus]', '[Chorus]'],
    ['[Build-up]', '[Build Up]', '[Bridge]'],
    ['[Transition]', '[Transition]', '[Bridge]'],
    ['[Middle 8]', '[Bridge]', '[Bridge]'],
    ['[Instrumental]', '[Inst]', '[Inst]'],
    ['[Interlude]', '[Interlude]', '[Inst]'],
    ['[Solo]', '[Solo]', '[Inst]'],
    ['[Breakdown]', '[Break]', '[Inst]'],
    ['[Break]', '[Break]', '[Inst]'],
    ['[Hook]', '[Hook]', '[Chorus]'],
    ['[Drop]', '[Hook]', '[Chorus]'],
    ['[Verse 12]', '[Verse 12]', '[Verse]'],
    ['[Verse1: Ann & Bo]', '[Verse 1]', '[Verse]'],
    ['[Chorus x2]', '[Chorus]', '[Chorus]'],
    ['[Chorus ×2]', '[Chorus]', '[Chorus]'],
    ['[Chorus (x4)]', '[Chorus]', '[Chorus]'],
    ['[2x Chorus]', '[Chorus]', '[Chorus]'],
    ['[Chorus] x2', '[Chorus]', '[Chorus]'],
    ['(chorus)', '[Chorus]', '[Chorus]'],
    ['(Verse 2)', '[Verse 2]', '[Verse]'],
    ['（副歌）', '[Chorus]', '[Chorus]'],
    ['【Verse】', '[Verse]', '[Verse]'],
    ['【Verse 1】 la', '[Verse 1] la', '[Verse] la'],
    ['［サビ］', '[Chorus]', '[Chorus]'],
    ['Verse 1:', '[Verse 1]', '[Verse]'],
    ['Pre-Chorus:', '[Pre Chorus]', '[Verse]'],
    ['**Bridge:**', '[Bridge]', '[Bridge]'],
    ['**[Verse]**', '[Verse]', '[Verse]'],
    ['## Chorus:', '[Chorus]', '[Chorus]'],
    ['## [Chorus]', '[Chorus]', '[Chorus]'],
    ['[Verse 2 - Ann]', '[Verse 2]', '[Verse]'],
    ['[2nd Verse]', '[Verse 2]', '[Verse]'],
    ['[副歌]', '[Chorus]', '[Chorus]'],
    ['[主歌1]', '[Verse 1]', '[Verse]'],
    ['[Estribillo]', '[Chorus]', '[Chorus]'],
    ['[Refrão]', '[Chorus]', '[Chorus]'],
    ['[Introduccion]', '[Intro]', '[Intro]'],
    ['[Strophe 2]', '[Verse 2]', '[Verse]'],
    ['[Припев]', '[Chorus]', '[Chorus]'],
    ['[Aメロ]', '[Verse]', '[Verse]'],
    ['[후렴]', '[Chorus]', '[Chorus]'],
    ['[1절]', '[Verse 1]', '[Verse]'],
    ['(ooh)', '(ooh)', '(ooh)'],
    ['(chorus) of angels', '(chorus) of angels', '(chorus) of angels'],
    ['Chorus', 'Chorus', 'Chorus'],
    ['Listen: the bridge', 'Listen: the bridge', 'Listen: the bridge'],
    ['she said:', 'she said:', 'she said:'],
    ['[x2]', '[x2]', '[x2]'],
    ['  [Outro] bye', '  [Outro] bye', '  [Outro] bye'],
    ['[whispered]', '[whispered]', '[whispered]'],
    ['[constructor]', '[constructor]', '[constructor]'],
    ['[Verse 123]', '[Verse 123]', '[Verse 123]'],
    ['sing [Drop]', 'sing [Drop]', 'sing [Drop]'],
    ['[]', '[]', '[]'],
  ])('makes of %j %j in full and %j in short', (lyrics, full, short) => {
    expect(spellTags(lyrics, 'full')).toBe(full);
    expect(spellTags(lyrics, 'short')).toBe(short);
  });

  it('keeps every word, and changes nothing when it is done twice', () => {
    fc.assert(
      fc.property(someLyrics, fc.constantFrom('full' as const, 'short' as const), (lyrics, set) => {
        const spelt = spellTags(lyrics, set);

        expect(spellTags(spelt, set)).toBe(spelt);
        const textsOf = (text: string) => parseSections(text).map((section) => section.text);
        expect(textsOf(spelt)).toEqual(textsOf(lyrics));
      }),
    );
  });

  it('leaves no tag that the short set does not have, and no number', () => {
    const short = ['Intro', 'Verse', 'Chorus', 'Bridge', 'Outro', 'Inst', null];
    fc.assert(
      fc.property(someLyrics, (lyrics) => {
        for (const { tag, number } of parseSections(spellTags(lyrics, 'short'))) {
          expect(short).toContain(tag);
          expect(number).toBeNull();
        }
      }),
    );
  });

  it.each(WRITTEN_TAGS)('knows [%s], and makes it no longer', (tag) => {
    const spelt = spellTags(`[${tag}]`, 'full');

    expect(sectionTags.map((known) => `[${known}]`)).toContain(spelt);
    expect(spelt.length).toBeLessThanOrEqual(tag.length + 2);
  });
});

describe('spellTagsWithin', () => {
  const rule = { minimum: 10, maximum: 20 };

  it.each([
    { what: 'spells the tags', lyrics: '[Pre-Chorus]\nla la', short: '[Verse]\nla la' },
    { what: 'counts as people do', lyrics: `[Verse 2]${'🎵'.repeat(13)}`, short: `[Verse]${'🎵'.repeat(13)}` },
    { what: 'leaves what would be too short', lyrics: '[Interlude]', short: '[Interlude]' },
  ])('$what', ({ lyrics, short }) => {
    expect(spellTagsWithin(lyrics, 'short', rule)).toBe(short);
  });

  it('leaves what would be too long', () => {
    expect(spellTagsWithin('[Drop]\n[Buildup]\nla la', 'full', { minimum: 10, maximum: 22 })).toBe(
      '[Drop]\n[Buildup]\nla la',
    );
    expect(spellTagsWithin('[Drop]\n[Buildup]\nla la', 'full', { minimum: 10, maximum: 23 })).toBe(
      '[Hook]\n[Build Up]\nla la',
    );
  });
});

describe('isInstrumentalSkeleton', () => {
  it.each([
    ['[Intro]\n\n[Verse 1]\n[Outro]', true],
    ['[Inst]', true],
    ['[Verse]\nla', false],
    ['la\n[Verse]', false],
    ['[whispered]', false],
    ['[Verse]\n[whispered]', false],
    ['', false],
    ['  \n', false],
  ])('says of %j: %s', (lyrics, expected) => {
    expect(isInstrumentalSkeleton(lyrics)).toBe(expected);
  });
});

describe('cutAtSection', () => {
  const lyrics = '[Verse]\none two\nthree\n\n[Chorus]\nfour five\n\n[Outro]\nsix';

  it.each([
    [1_000, lyrics],
    [lyrics.length, lyrics],
    [lyrics.length - 1, '[Verse]\none two\nthree\n\n[Chorus]\nfour five'],
    [41, '[Verse]\none two\nthree\n\n[Chorus]\nfour five'],
    [40, '[Verse]\none two\nthree'],
    [21, '[Verse]\none two\nthree'],
    [20, '[Verse]\none two'],
    [14, '[Verse]\none'],
    [9, '[Verse]\no'],
    [0, ''],
  ])('keeps of a song within %i: %j', (maximum, expected) => {
    expect(cutAtSection(lyrics, maximum)).toBe(expected);
  });

  it('does not stop at tags that nobody sings after', () => {
    expect(cutAtSection(`[Intro]\n\n[Verse]\n${'la la\n'.repeat(20)}`, 30)).toBe('[Intro]\n\n[Verse]\nla la\nla la');
  });

  it('cuts tags that stand alone between them', () => {
    expect(cutAtSection('[Intro]\n[Verse]\n[Outro]', 20)).toBe('[Intro]\n[Verse]');
  });

  it('does not tear a character apart', () => {
    expect(cutAtSection('🌊🌊🌊', 3)).toBe('🌊');
  });

  it('always keeps a beginning within the maximum, and all of it where it fits', () => {
    fc.assert(
      fc.property(someLyrics, fc.integer({ min: 1, max: 200 }), (text, maximum) => {
        const cut = cutAtSection(text, maximum);

        expect(cut.length).toBeLessThanOrEqual(maximum);
        expect(text.startsWith(cut)).toBe(true);
        expect(cut === text).toBe(text.length <= maximum);
      }),
    );
  });
});
