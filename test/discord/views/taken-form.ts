import type { APIModalInteractionResponseCallbackData } from 'discord.js';
import { expect } from 'vitest';

type Part = APIModalInteractionResponseCallbackData['components'][number];

/** What Discord refuses, so that no form would open. */
export function expectFormTaken(form: APIModalInteractionResponseCallbackData): void {
  expectText(form.title, 45);
  expectText(form.custom_id, 100);
  expect(form.components.length).toBeGreaterThan(0);
  expect(form.components.length).toBeLessThanOrEqual(5);
  const ids = form.components.map((part) =>
    'component' in part && 'custom_id' in part.component ? part.component.custom_id : '',
  );
  expect(new Set(ids).size).toBe(ids.length);
  for (const part of form.components) expectPartTaken(part);
}

function expectPartTaken(part: Part): void {
  if (!('label' in part)) throw new Error('a part of the form has no label');
  expectText(part.label, 45);
  expect(part.description?.length).toBeLessThanOrEqual(100);
  const field = part.component;
  if ('options' in field) expectOptionsTaken(field.options);
  if ('min_values' in field && field.required) expect(field.min_values).toBeGreaterThan(0);
  if (!('max_length' in field)) return;
  const { min_length: minimum = 0, max_length: maximum = 0, value, placeholder = '' } = field;
  expect(maximum).toBeLessThanOrEqual(4_000);
  expect(minimum).toBeLessThanOrEqual(maximum);
  expectText(placeholder, 100);
  expect(value?.length ?? minimum).toBeGreaterThanOrEqual(minimum);
  expect(value?.length ?? maximum).toBeLessThanOrEqual(maximum);
  expect(value?.isWellFormed() ?? true).toBe(true);
}

function expectOptionsTaken(
  options: readonly { label: string; value: string; description?: string | undefined; default?: boolean | undefined }[],
): void {
  expect(options.length).toBeGreaterThan(0);
  expect(options.length).toBeLessThanOrEqual(25);
  expect(new Set(options.map(({ value }) => value)).size).toBe(options.length);
  // Not a rule of Discord's; but nobody could tell them apart.
  expect(new Set(options.map(({ label }) => label)).size).toBe(options.length);
  expect(options.filter((option) => option.default).length).toBeLessThanOrEqual(1);
  for (const { label, value, description = 'x' } of options)
    for (const text of [label, value, description]) expectText(text, 100);
}

function expectText(text: string, maximum: number): void {
  expect(text.trim()).not.toBe('');
  expect(text.length).toBeLessThanOrEqual(maximum);
  expect(text.isWellFormed()).toBe(true);
}
