import type { TextRule } from '../models.ts';
import { type SectionTag, sectionTagOf } from './section-spellings.ts';

/** `full`: every tag, also with a number (`[Verse 2]`). `short`: the six commonest, without numbers. */
export type TagSet = 'full' | 'short';

export interface Section {
  /** Null for words that stand before the first tag. */
  tag: SectionTag | null;
  number: number | null;
  /** What is sung; empty for a tag alone. A tag that nobody knows is part of it. */
  text: string;
}

const NEAREST_SHORT: Readonly<Record<SectionTag, SectionTag>> = {
  Intro: 'Intro',
  Verse: 'Verse',
  'Pre Chorus': 'Verse',
  Chorus: 'Chorus',
  'Post Chorus': 'Chorus',
  Hook: 'Chorus',
  Bridge: 'Bridge',
  Interlude: 'Inst',
  Transition: 'Bridge',
  'Build Up': 'Bridge',
  Break: 'Inst',
  Inst: 'Inst',
  Solo: 'Inst',
  Outro: 'Outro',
};

/**
 * A tag at the beginning of a line: in brackets of any kind, where words may follow it; in parentheses or with a colon behind it,
 * where nothing may. Markdown around it does not count. Bounded, so that no text is slow to read.
 */
const HEADINGS =
  /^[ \t]{0,20}(?:#{1,4}[ \t]{1,3})?[*_]{0,3}(?:[[【［〔]([^[\]【】［］〔〕\n]{1,60})[\]】］〕][*_]{0,3}(?:[:：](?=[*_ \t]{0,20}$))?(?:[ \t]{0,3}\(?[x×]\d{1,2}\)?(?=[ \t]{0,20}$))?|[(（]([^()（）\n]{1,60})[)）][*_]{0,3}[:：]?[ \t]{0,20}$|([^\s[\]()【】［］〔〕:：*#_][^[\]()【】［］〔〕:：\n]{0,40}?)[ \t]{0,3}[*_]{0,3}[:：][*_]{0,3}[ \t]{0,20}$)/gm;

/** Lyrics in their parts, in order. */
export function parseSections(lyrics: string): Section[] {
  const found = headingsOf(lyrics);
  const before = lyrics.slice(0, found[0]?.start).trim();
  const tagged = found.map(({ tag, number, end }, index) => ({
    tag,
    number,
    text: lyrics.slice(end, found[index + 1]?.start).trim(),
  }));
  return before === '' ? tagged : [{ tag: null, number: null, text: before }, ...tagged];
}

/** The opposite of `parseSections`, one blank line between the parts. */
export function formatSections(sections: readonly Section[]): string {
  const blocks = sections.map(({ tag, number, text }) =>
    [tag && bracketed(tag, number), text].filter((line) => line).join('\n'),
  );
  return blocks.join('\n\n');
}

/** The same lyrics with every known tag as the set spells it, or the nearest one; all else stays as it is. */
export function spellTags(lyrics: string, set: TagSet): string {
  return lyrics.replace(HEADINGS, (whole, ...inside: (string | undefined)[]) => {
    const heading = readTag(insideOf(inside));
    if (!heading) return whole;
    const [indent = ''] = /^[ \t]*/.exec(whole) ?? [];
    const { tag, number } = heading;
    return indent + (set === 'full' ? bracketed(tag, number) : bracketed(NEAREST_SHORT[tag], null));
  });
}

/**
 * The same lyrics with the tags of a set, for a model that knows no others: it may take an unknown one for words to sing.
 * As they are when the other spelling would make them longer or shorter than the model takes.
 */
export function spellTagsWithin(
  lyrics: string,
  set: TagSet,
  { minimum, maximum }: Pick<TextRule, 'minimum' | 'maximum'>,
): string {
  const spelt = spellTags(lyrics, set);
  const { length } = [...spelt];
  return length >= minimum && length <= maximum ? spelt : lyrics;
}

/** Whether there are tags and not one word to sing: a model then plays the parts without a voice. */
export function isInstrumentalSkeleton(lyrics: string): boolean {
  const sections = parseSections(lyrics);
  return sections.length > 0 && sections.every(({ text }) => text === '');
}

/**
 * The longest beginning of at most so many UTF-16 units that ends before a tag; else one that ends with a line, or as a last
 * resort with a word. A beginning of tags alone does not count where the lyrics have words.
 */
export function cutAtSection(lyrics: string, maximum: number): string {
  if (lyrics.length <= maximum) return lyrics;
  const hasWords = !isInstrumentalSkeleton(lyrics);
  const isWorthKeeping = (text: string) => text !== '' && !(hasWords && isInstrumentalSkeleton(text));
  const beginnings = headingsOf(lyrics).map(({ start }) => lyrics.slice(0, start).trimEnd());
  const sections = beginnings.findLast((text) => text.length <= maximum) ?? '';
  const cuts = [sections, cutBefore(lyrics, maximum, /\n/), cutBefore(lyrics, maximum, /\s/)];
  return cuts.find(isWorthKeeping) ?? cutAtCodePoint(lyrics, maximum);
}

interface Heading {
  tag: SectionTag;
  number: number | null;
}

function headingsOf(lyrics: string): (Heading & { start: number; end: number })[] {
  return [...lyrics.matchAll(HEADINGS)].flatMap((match) => {
    const heading = readTag(insideOf(match.slice(1)));
    return heading ? [{ ...heading, start: match.index, end: match.index + match[0].length }] : [];
  });
}

function insideOf([bracketed, parenthesised, named]: readonly (string | undefined)[]): string {
  return bracketed ?? parenthesised ?? named ?? '';
}

/** How often a part is sung. It is no part of its name. */
const REPEATS = /[(（]?(?:[x×]\s?\d{1,2}|\d{1,2}\s?[x×])[)）]?/giu;

/** Also with a number, and with a name as lyric sites write it: `Verse 2: Ann`, `Verse 2 - Ann`. */
function readTag(inside: string): Heading | undefined {
  const once = inside.replaceAll(REPEATS, '').trim();
  return headingOf(once) ?? headingOf(once.split(/[:：|]|\s[-–—]\s/)[0] ?? '');
}

function headingOf(name: string): Heading | undefined {
  const plain = sectionTagOf(name);
  if (plain) return { tag: plain, number: null };
  const [, words = '', digits = ''] = /^(.*\D)(\d{1,2})\s*$/u.exec(name) ?? [];
  const [, before = '', behind = ''] = /^第?(\d{1,2})(?:st|nd|rd|th|[.)段])?\s*(\D+)$/iu.exec(name) ?? [];
  const tag = sectionTagOf(words) ?? sectionTagOf(behind);
  return tag && { tag, number: Number(digits || before) };
}

function bracketed(tag: SectionTag, number: number | null): string {
  return number === null ? `[${tag}]` : `[${tag} ${number}]`;
}

/** The longest beginning that is followed by such a character; empty when there is none. */
function cutBefore(text: string, maximum: number, border: RegExp): string {
  for (let length = maximum; length > 0; length -= 1) {
    if (border.test(text.charAt(length))) return text.slice(0, length).trimEnd();
  }
  return '';
}

function cutAtCodePoint(text: string, maximum: number): string {
  const endsInPair = /[\uD800-\uDBFF]/.test(text.charAt(maximum - 1));
  return text.slice(0, endsInPair ? maximum - 1 : maximum);
}
