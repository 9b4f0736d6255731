import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Block, Inline } from '../../../../src/sandbox/playground/page/client/markdown/nodes.ts';
import { parseMarkdown } from '../../../../src/sandbox/playground/page/client/markdown/parse-blocks.ts';
import { parseInline } from '../../../../src/sandbox/playground/page/client/markdown/parse-inline.ts';

const text = (words: string): Inline => ({ type: 'text', text: words });

describe('a line of markdown', () => {
  it.each<[string, Inline[]]>([
    ['plain words', [text('plain words')]],
    [
      '**bold** and *thin*',
      [{ type: 'strong', children: [text('bold')] }, text(' and '), { type: 'emphasis', children: [text('thin')] }],
    ],
    [
      '__under__ ~~gone~~',
      [{ type: 'underline', children: [text('under')] }, text(' '), { type: 'strike', children: [text('gone')] }],
    ],
    ['snake_case_word', [text('snake_case_word')]],
    ['2 * 3 * 4', [text('2 * 3 * 4')]],
    ['\\*not thin\\*', [text('*not thin*')]],
    ['`a *b*`', [{ type: 'code', text: 'a *b*' }]],
    [
      '||secret **bold**||',
      [{ type: 'spoiler', children: [text('secret '), { type: 'strong', children: [text('bold')] }] }],
    ],
    ['<@12345678901234567>', [{ type: 'user', id: '12345678901234567' }]],
    ['<#12345678901234567>', [{ type: 'channel', id: '12345678901234567' }]],
    ['</covers mine:12345678901234567>', [{ type: 'command', name: 'covers mine' }]],
    ['<t:1700000000:R>', [{ type: 'time', seconds: 1_700_000_000, style: 'R' }]],
    [
      'see https://a.example/b_c, ok',
      [
        text('see '),
        { type: 'link', url: 'https://a.example/b_c', children: [text('https://a.example/b_c')] },
        text(', ok'),
      ],
    ],
    ['[here](https://a.example)', [{ type: 'link', url: 'https://a.example', children: [text('here')] }]],
    ['[no](javascript:alert(1))', [text('[no](javascript:alert(1))')]],
    ['**never closed', [text('**never closed')]],
  ])('%s', (line, nodes) => {
    expect(parseInline(line)).toEqual(nodes);
  });

  it('loses no letter or digit of what is no mark', () => {
    const words = fc.string({
      unit: fc.constantFrom('a', 'B', '7', ' ', '*', '_', '~', '|', '`', '<', '>', '[', ']', '(', ')', ':'),
    });
    fc.assert(
      fc.property(words, (line) => {
        expect(lettersOf(JSON.stringify(plainOf(parseInline(line))))).toBe(lettersOf(line));
      }),
      { numRuns: 200 },
    );
  });
});

function plainOf(nodes: readonly Inline[]): string {
  return nodes
    .map((node) =>
      'children' in node ? plainOf(node.children) : 'text' in node ? node.text : 'name' in node ? node.name : '',
    )
    .join('');
}

function lettersOf(words: string): string {
  return words.replaceAll(/[^aB7]/g, '');
}

describe('a text of several lines', () => {
  const kinds = (source: string) => parseMarkdown(source).map(({ type }) => type);

  it('is laid out as headings, small print, quotes, lists, code and paragraphs', () => {
    expect(kinds('# One\nwords\nmore\n> quoted\n> again\n- a\n- b\n1. first\n-# small\n```js\nx\n```\nend')).toEqual([
      'heading',
      'paragraph',
      'quote',
      'list',
      'list',
      'subtext',
      'codeBlock',
      'paragraph',
    ] satisfies Block['type'][]);
  });

  it('quotes everything to its end after >>>', () => {
    expect(parseMarkdown('before\n>>> one\ntwo')).toMatchObject([{ type: 'paragraph' }, { type: 'quote' }]);
  });

  it('leaves what stands in code alone', () => {
    expect(parseMarkdown('```\n**not bold**\n> no quote\n```')).toEqual([
      { type: 'codeBlock', language: '', text: '**not bold**\n> no quote' },
    ]);
  });

  it('takes a hash without a space for what it is', () => {
    expect(kinds('#remix-lab')).toEqual(['paragraph']);
  });
});
