import fc from 'fast-check';
import { expect } from 'vitest';
import type { View } from '../../../src/discord/views/view.ts';

/** What people really paste: markup, mentions, right-to-left text, stacked marks, emoji of many parts, control characters. */
const nasty = fc.constantFrom(
  '*_~`|>#-:@[](<>)\\',
  '@everyone <@1> <#2> <t:0:R> ```',
  'https://example.com/a_b ',
  'שלום \u202Eעולם\u2066',
  'é\u0301\u0301\u0301\u0301\u0301\u0301',
  '👩‍👩‍👧‍👦🏳️‍🌈',
  '\n# heading\n> quote\n- list\n',
  '\u0000\u0007\t',
  ' ',
  'a',
);

/** Text as people write it, up to a length. */
export function wild(maxLength: number): fc.Arbitrary<string> {
  return fc.oneof(
    fc.string({ unit: 'grapheme', maxLength }),
    fc
      .tuple(nasty, fc.integer({ min: 0, max: maxLength }))
      .map(([piece, length]) => piece.repeat(length).slice(0, length)),
    fc.array(nasty, { maxLength: 40 }).map((pieces) => pieces.join('')),
  );
}

/** What Discord refuses with a 400, and the member would never see. */
export function expectSendable({ layout, content, components }: View): void {
  expect(content.trim().length).toBeGreaterThan(0);
  expect(content.length).toBeLessThanOrEqual(layout === 'card' ? 4_000 : 2_000);
  expect(content.isWellFormed()).toBe(true);
  expect(components.length).toBeLessThanOrEqual(5);
  const controls = components.flatMap((row) => row.components);
  const ids = controls.flatMap((control) => ('custom_id' in control ? [control.custom_id] : []));
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(id).toMatch(/^\S{1,100}$/);
  for (const control of controls) {
    if ('options' in control) expectOptionsTaken(control.options);
    else if ('label' in control) expectLabel(control.label, 80);
  }
}

function expectOptionsTaken(
  options: readonly { label: string; value: string; description?: string | undefined }[],
): void {
  expect(options.length).toBeGreaterThan(0);
  expect(options.length).toBeLessThanOrEqual(25);
  expect(new Set(options.map(({ value }) => value)).size).toBe(options.length);
  for (const { label, value, description } of options) {
    expectLabel(label, 100);
    expectLabel(value, 100);
    if (description !== undefined) expectLabel(description, 100);
  }
}

function expectLabel(label: string | undefined, maximum: number): void {
  expect(label?.trim()).not.toBe('');
  expect(label?.length).toBeLessThanOrEqual(maximum);
  expect(label?.isWellFormed()).toBe(true);
}

/** Markup that somebody else's text brought along: mentions, times, links, code fences, headings. */
export function foreignMarkup(content: string, own: RegExp): string[] {
  const rest = content.replace(own, '').replaceAll(/\\[^0-9A-Za-z\s]/g, '');
  return rest.match(/<[@#:t]|@everyone|```|https?:\/\/|^#+ |[\u202A-\u202E\u2066-\u2069]/gm) ?? [];
}

/** What never stands where a domain ends, so that a file's name is none. */
const NO_DOMAIN = /^(mp3|wav|flac|ogg|m4a|aac|opus)$/i;

/** What a client could make a mention or a link of by its markup. */
export function markupIn(content: string): string[] {
  return content.match(/(?<!\\)<[@#:/]|(?<!\\)@(?:everyone|here)|(?<!\\)\]\(|(mailto|tel):\S/gi) ?? [];
}

/** What a client could make a link, an invite or an address of: in the text as it is sent, and as it is shown. */
export function linksIn(content: string): string[] {
  const schemes = content.match(/[a-z][a-z0-9+.-]*:\/\//gi) ?? [];
  // As it is shown: without the marks that keep a character as it is, and wide letters and dots as address bars take them.
  const shown = content
    .replaceAll(/\\([^0-9A-Za-z\s])/g, '$1')
    .replaceAll(/[\uFF01-\uFF5E\u2024\u3002\uFE52\uFF61]/g, (wide) =>
      wide.normalize('NFKC') === '。' ? '.' : wide.normalize('NFKC'),
    );
  const hosts = shown.match(/[^\s.]\.[\u00AD\u2060]*\u200D?[\p{L}\p{N}][\p{L}\p{N}-]*[/:.]?/gu) ?? [];
  const linked = hosts.filter((host) => {
    const name = host.slice(2);
    // Of numbers, only four of them are an address; looked for below.
    return !/^\d/.test(name) && !NO_DOMAIN.test(name) && /^\S{2}/.test(name);
  });
  const addresses = shown.match(/\d+(\.\d+){3}/g) ?? [];
  return [...schemes, ...linked, ...addresses];
}
