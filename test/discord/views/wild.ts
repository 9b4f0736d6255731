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
export function expectSendable({ content, components }: View): void {
  expect(content.trim().length).toBeGreaterThan(0);
  expect(content.length).toBeLessThanOrEqual(2_000);
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
