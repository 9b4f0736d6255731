import type { Inline } from './nodes.ts';

interface Rule {
  pattern: RegExp;
  /** Undefined where it only looks like one. */
  read(match: RegExpExecArray): Inline | undefined;
}

type SpanType = 'strong' | 'emphasis' | 'underline' | 'strike' | 'spoiler';

const span = (type: SpanType, pattern: RegExp): Rule => ({
  pattern,
  read: ([, inner = '']) => ({ type, children: parseInline(inner) }),
});

/** In the order in which they are tried at each place; all begin where they are tried. */
const RULES: readonly Rule[] = [
  { pattern: /^\\([^\w\s])/, read: ([, sign = '']) => ({ type: 'text', text: sign }) },
  { pattern: /^(`+)([\s\S]*?[^`])\1(?!`)/, read: ([, , text = '']) => ({ type: 'code', text: text.trim() || text }) },
  {
    pattern: /^\[((?:[^[\]\\]|\\.)+)\]\(<?(https?:\/\/[^\s>)]+)>?(?: +"[^"]*")?\)/,
    read: ([, inner = '', url = '']) => ({ type: 'link', url, children: parseInline(inner) }),
  },
  { pattern: /^<(https?:\/\/[^\s>]+)>/, read: ([, url = '']) => plainLink(url) },
  { pattern: /^https?:\/\/[^\s<]+[^\s<.,:;"'\])*_~|]/, read: ([url]) => plainLink(url) },
  {
    pattern: /^<t:(-?\d{1,13})(?::([tTdDfFR]))?>/,
    read: ([, seconds, style = 'f']) => ({ type: 'time', seconds: Number(seconds), style }),
  },
  { pattern: /^<@!?(\d{17,20})>/, read: ([, id = '']) => ({ type: 'user', id }) },
  { pattern: /^<@&(\d{17,20})>/, read: ([, id = '']) => ({ type: 'role', id }) },
  { pattern: /^<#(\d{17,20})>/, read: ([, id = '']) => ({ type: 'channel', id }) },
  { pattern: /^<\/([^:>]+):\d{17,20}>/, read: ([, name = '']) => ({ type: 'command', name }) },
  { pattern: /^<a?:(\w{2,32}):\d{17,20}>/, read: ([, name = '']) => ({ type: 'emoji', name }) },
  { pattern: /^@(everyone|here)\b/, read: ([, name = '']) => ({ type: 'everyone', name }) },
  span('spoiler', /^\|\|([\s\S]+?)\|\|/),
  span('strong', /^\*\*((?:\\[\s\S]|[^\\])+?)\*\*(?!\*)/),
  span('underline', /^__((?:\\[\s\S]|[^\\])+?)__(?!_)/),
  span('strike', /^~~([\s\S]+?)~~/),
  span('emphasis', /^\*(?!\s)((?:\*\*|\\[\s\S]|[^*\\])+?)(?<!\s)\*(?!\*)/),
  span('emphasis', /^_((?:__|\\[\s\S]|[^_\\])+?)_(?![\w])/),
  { pattern: /^\n/, read: () => ({ type: 'break' }) },
];

/** Signs that can begin something; all between them is text. */
const PLAIN = /^[^\\`[<@|*_~\nh]+/;

/** One run of text in Discord's markdown. What is not closed is shown as it is. */
export function parseInline(text: string): Inline[] {
  const nodes: Inline[] = [];
  const addText = (piece: string) => {
    const last = nodes.at(-1);
    if (last?.type === 'text') last.text += piece;
    else nodes.push({ type: 'text', text: piece });
  };

  let rest = text;
  while (rest !== '') {
    const plain = PLAIN.exec(rest)?.[0];
    const found = plain === undefined ? firstMatch(rest, text[text.length - rest.length - 1]) : undefined;
    if (found) {
      if (found.node.type === 'text') addText(found.node.text);
      else nodes.push(found.node);
    } else {
      addText(plain ?? rest.charAt(0));
    }
    rest = rest.slice(found?.length ?? plain?.length ?? 1);
  }
  return nodes;
}

function firstMatch(rest: string, before: string | undefined): { node: Inline; length: number } | undefined {
  // An underscore within a word is part of it.
  const isInWord = rest.startsWith('_') && before !== undefined && /\w/.test(before);
  if (isInWord) return undefined;
  for (const { pattern, read } of RULES) {
    const match = pattern.exec(rest);
    const node = match && read(match);
    if (match && node) return { node, length: match[0].length };
  }
  return undefined;
}

function plainLink(url: string): Inline {
  return { type: 'link', url, children: [{ type: 'text', text: url }] };
}
