const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Characters that Discord may read as markdown, a mention, an emoji, a time, a link or a heading. */
const MARKUP = /[\\*_~`|<>@#:[\]()-]/g;

/** Control characters, and those that turn the direction of the text around them; line breaks are handled before. */
const INVISIBLE = /[\p{Cc}\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu;

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
  return cutText(text.replace(/\s+/g, ' ').replace(INVISIBLE, '').trim(), maximum);
}

function escapeAndCut(text: string, maximum: number): string {
  const visible = text.replace(INVISIBLE, (character) => (character === '\n' ? character : ''));
  return cut(visible, maximum, (piece) => piece.replace(MARKUP, '\\$&'));
}

/** Ends in `…` where something is missing; never cuts a character that people see as one, and mends halves of characters. */
function cut(text: string, maximum: number, change: (piece: string) => string): string {
  let whole = '';
  let lastFit = '';
  for (const { segment } of graphemes.segment(text.toWellFormed())) {
    whole += change(segment);
    if (whole.length > maximum) return `${lastFit}…`;
    if (whole.length < maximum) lastFit = whole;
  }
  return whole;
}
