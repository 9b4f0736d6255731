const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Characters that Discord may read as markdown, a mention, an emoji, a time, a link or a heading. */
const MARKUP = /[\\*_~`|<>@#:[\]()-]/g;

/**
 * Control characters, those that turn the direction of the text around them, and those without a width, in which a link could
 * be hidden; line breaks are handled before. The joiners stay: emoji and Persian are written with them.
 */
const INVISIBLE = /[\p{Cc}\u00AD\u061C\u115F\u1160\u200B\u200E\u200F\u202A-\u202E\u2060-\u206F\u3164\uFEFF\uFFA0]/gu;

/** Ends a word for whoever looks for links, and has no width for whoever reads. */
export const WORD_BREAK = '\u200B';

/** Where a host could go on after a dot, or after what address bars take for one; not between the digits of a number. */
const HOST_DOT =
  /(?<=[^\s\p{N}])[.\u2024\u3002\uFE52\uFF0E\uFF61](?=[\p{L}\p{N}\p{Cf}\p{M}\p{S}])|(?<=\p{N})[.\u2024\u3002\uFE52\uFF0E\uFF61](?=[\p{L}\p{Cf}\p{M}\p{S}])/gu;

/** An address in numbers. */
const NUMBERS = /\p{N}+(?:[.\u2024\u3002\uFE52\uFF0E\uFF61]\p{N}+){3}/gu;

/** No domain ends in these, so that the name of a song can stay as it is. */
const SONG_ENDING =
  /^\.(?:mp3|wav|flac|ogg|m4a|aac|opus)(?![\p{L}\p{N}\p{M}\p{Cf}/:@.\u2024\u3002\uFE52\uFF0E\uFF61-])/iu;

/** What somebody wrote, on one line, as plain text within a message. `maximum` counts the escaped result. */
export function oneLine(text: string, maximum: number): string {
  return escapeAndCut(text.replace(/\s+/g, ' ').trim(), maximum);
}

/** What somebody wrote, with its line breaks; runs of empty lines become one. */
export function manyLines(text: string, maximum: number): string {
  const lines = text.replace(/\r\n?/g, '\n').replace(/\n{3,}/g, '\n\n');
  return escapeAndCut(lines.trim(), maximum);
}

/** Plain text for forms and file names, which know no markup. */
export function cutText(text: string, maximum: number): string {
  return cut(text, maximum, (piece) => piece);
}

/** What somebody wrote, on one line, for titles and names, which know no markup. */
export function plainLine(text: string, maximum: number): string {
  return cutText(unlinked(text.replace(/\s+/g, ' ').replace(INVISIBLE, '').trim()), maximum);
}

function escapeAndCut(text: string, maximum: number): string {
  const visible = text.replace(INVISIBLE, (character) => (character === '\n' ? character : ''));
  return cut(unlinked(visible), maximum, (piece) => piece.replace(MARKUP, '\\$&'));
}

/**
 * Looks the same and is no link: Discord finds invites, and phones find hosts, without a scheme and whatever the markup says.
 * A character without a width is what bots take to keep `@everyone` from pinging, and links end at it as well.
 */
function unlinked(text: string): string {
  return text
    .replace(HOST_DOT, (dot, at: number) => (SONG_ENDING.test(text.slice(at, at + 8)) ? dot : dot + WORD_BREAK))
    .replace(NUMBERS, (numbers) => numbers.replace(/\P{N}/gu, `$&${WORD_BREAK}`))
    .replace(/:(?=\/\/)/g, `:${WORD_BREAK}`);
}

/** Ends in `…` where something is missing; never cuts a character that people see as one, and mends halves of characters. */
function cut(text: string, maximum: number, change: (piece: string) => string): string {
  const wellFormed = text.toWellFormed();
  // Nearly everything fits, and taking it apart is a good part of what a form costs.
  const changed = change(wellFormed);
  if (changed.length <= maximum) return changed;
  let whole = '';
  let lastFit = '';
  for (const { segment } of graphemes.segment(wellFormed)) {
    whole += change(segment);
    if (whole.length > maximum) return `${lastFit}…`;
    if (whole.length < maximum) lastFit = whole;
  }
  return whole;
}
