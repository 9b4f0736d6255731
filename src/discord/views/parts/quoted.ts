import { manyLines, oneLine } from './user-text.ts';

const MARK = '> ';
const MORE = '> …';

/** What somebody wrote, as a quotation with its line breaks, as plain text. */
export function quoted(text: string): string[] {
  return manyLines(text, Number.POSITIVE_INFINITY)
    .split('\n')
    .map((line) => MARK + line);
}

/** As much of it, from the beginning, as fits into so many characters; empty where there is nothing to say. */
export function quotedWithin(text: string, maximum: number): string[] {
  if (text.trim() === '' || maximum < MARK.length + MORE.length) return [];
  const lines = quoted(text);
  if (lines.join('\n').length <= maximum) return lines;
  const kept: string[] = [];
  let room = maximum - MORE.length;
  for (const line of lines) {
    room -= line.length + 1;
    if (room < 0) break;
    kept.push(line);
  }
  // One endless line is cut within; of others the last ones are left out.
  return kept.length > 0 ? [...kept, MORE] : [MARK + oneLine(text, maximum - MARK.length)];
}
