import type { Block } from './nodes.ts';
import { parseInline } from './parse-inline.ts';

const FENCE = /```(?:([\w+#-]+)\n)?\n?([\s\S]*?)\n?```/;
const HEADING = /^(#{1,3}) +(.+)$/;
const SUBTEXT = /^-# +(.+)$/;
const QUOTE = /^> ?(.*)$/;
const ITEM = /^ *(?:[-*]|(\d+)\.) +(.+)$/;

/** A whole text in Discord's markdown, as the client lays it out. */
export function parseMarkdown(text: string): Block[] {
  const fence = FENCE.exec(text);
  if (!fence) return parseLines(text.split('\n'));
  const [whole, language = '', code = ''] = fence;
  const after = text.slice(fence.index + whole.length).replace(/^\n/, '');
  return [
    ...parseText(text.slice(0, fence.index).replace(/\n$/, '')),
    { type: 'codeBlock', language, text: code },
    ...(after === '' ? [] : parseMarkdown(after)),
  ];
}

function parseText(text: string): Block[] {
  return text === '' ? [] : parseLines(text.split('\n'));
}

function parseLines(lines: readonly string[]): Block[] {
  const blocks: Block[] = [];
  let paragraph: string[] = [];
  const endParagraph = () => {
    if (paragraph.length > 0) blocks.push({ type: 'paragraph', children: parseInline(paragraph.join('\n')) });
    paragraph = [];
  };

  for (let index = 0; index < lines.length; index++) {
    const special = specialBlock(lines, index);
    if (!special) {
      paragraph.push(lines[index] ?? '');
      continue;
    }
    endParagraph();
    blocks.push(special.block);
    index += special.lines - 1;
  }
  endParagraph();
  return blocks;
}

interface Special {
  block: Block;
  /** How many lines it takes. */
  lines: number;
}

function specialBlock(lines: readonly string[], index: number): Special | undefined {
  const line = lines[index] ?? '';
  const heading = HEADING.exec(line);
  if (heading) {
    const level = heading[1]?.length as 1 | 2 | 3;
    return { block: { type: 'heading', level, children: parseInline(heading[2] ?? '') }, lines: 1 };
  }
  const subtext = SUBTEXT.exec(line);
  if (subtext) return { block: { type: 'subtext', children: parseInline(subtext[1] ?? '') }, lines: 1 };
  if (line.startsWith('>>> ')) {
    const rest = [line.slice(4), ...lines.slice(index + 1)];
    return { block: { type: 'quote', children: parseLines(rest) }, lines: rest.length };
  }
  if (QUOTE.test(line) && line.startsWith('> ')) return quoteAt(lines, index);
  if (ITEM.test(line)) return listAt(lines, index);
  return undefined;
}

function quoteAt(lines: readonly string[], index: number): Special {
  const quoted = takeWhile(lines.slice(index), (line) => line.startsWith('> ') || line === '>');
  const inner = quoted.map((line) => QUOTE.exec(line)?.[1] ?? '');
  return { block: { type: 'quote', children: parseLines(inner) }, lines: quoted.length };
}

function listAt(lines: readonly string[], index: number): Special {
  const number = ITEM.exec(lines[index] ?? '')?.[1];
  const isOrdered = number !== undefined;
  const items = takeWhile(lines.slice(index), (line) => {
    const item = ITEM.exec(line);
    return item !== null && (item[1] !== undefined) === isOrdered;
  });
  const children = items.map((line) => parseInline(ITEM.exec(line)?.[2] ?? ''));
  const start = Number(number ?? 1);
  return { block: { type: 'list', isOrdered, start, items: children }, lines: items.length };
}

function takeWhile(lines: readonly string[], isPart: (line: string) => boolean): string[] {
  const end = lines.findIndex((line) => !isPart(line));
  return lines.slice(0, end < 0 ? lines.length : end);
}
