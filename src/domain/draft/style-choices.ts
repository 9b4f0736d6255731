import type { TextRule } from '../models.ts';
import type { Preset } from '../policy/guild-settings.ts';
import { sentStyle } from './sent-words.ts';
import { fitsLength } from './text-length.ts';

/** What a choice proposes; choosing it sends the value, and shows the name. */
export interface StyleChoice {
  name: string;
  value: string;
}

/** What Discord takes. */
const CHOICES_MAXIMUM = 25;
const TEXT_MAXIMUM = 100;

const ANY_LENGTH = { minimum: 1, maximum: Number.POSITIVE_INFINITY };

interface Known {
  /** As it stands in the list; what is typed may match any of it. */
  label: string;
  style: string;
}

/**
 * What is proposed while a style is typed: first what was typed itself, so that it is never exchanged for something else by
 * mistake, then what has it in its name or its words, then the rest; what the member used before comes before the presets. Left
 * out is what `rule` does not take.
 */
export function styleChoices(
  typed: string,
  presets: readonly Preset[],
  lastStyles: readonly string[],
  rule: Pick<TextRule, 'minimum' | 'maximum'> = ANY_LENGTH,
): StyleChoice[] {
  const wanted = plain(typed);
  const names = new Map(presets.map(({ name, style }) => [style, `${name}: ${style}`]));
  const known = [...lastStyles, ...presets.map(({ style }) => style)].map((style) => ({
    label: names.get(style) ?? style,
    style,
  }));
  const isMatching = ({ label, style }: Known) =>
    plain(label).toLowerCase().includes(wanted.toLowerCase()) || cut(plain(style)) === wanted;
  const [matching, others] = splitBy(known, isMatching);
  const isUsable = (style: string) => fitsLength(sentStyle(style, rule), { ...rule, need: 'required' });
  const proposed = [...matching, ...others]
    .filter(({ style }) => isUsable(style))
    .map(({ label, style }) => ({ name: cut(plain(label)), value: cut(plain(style)), style }))
    // Two that begin alike have one value; only one of them can be chosen by it.
    .filter(({ value, style }) => value !== '' && styleOf(value, presets, lastStyles) === style);
  const own = isUsable(wanted) && isWhole(wanted, presets, lastStyles) ? [{ name: wanted, value: wanted }] : [];
  return unique([...own, ...proposed]).slice(0, CHOICES_MAXIMUM);
}

/** The style that a value stands for: a preset by its name, a known style that had to be cut, or what it says itself. */
export function styleOf(value: string, presets: readonly Preset[], lastStyles: readonly string[]): string {
  const named = presets.find(({ name }) => name.trim() === value.trim());
  if (named) return named.style;
  const known = [...presets.map(({ style }) => style), ...lastStyles];
  return known.find((style) => style === value) ?? known.find((style) => cut(plain(style)) === value) ?? value;
}

/** Whether a choice can carry it as it is, and means it. */
function isWhole(typed: string, presets: readonly Preset[], lastStyles: readonly string[]): boolean {
  return typed !== '' && cut(typed) === typed && styleOf(typed, presets, lastStyles) === typed;
}

function unique(choices: readonly StyleChoice[]): StyleChoice[] {
  const byValue = new Map<string, StyleChoice>();
  for (const { name, value } of choices) if (!byValue.has(value)) byValue.set(value, { name, value });
  return [...byValue.values()];
}

function splitBy<Item>(items: readonly Item[], isFirst: (item: Item) => boolean): [Item[], Item[]] {
  return [items.filter(isFirst), items.filter((item) => !isFirst(item))];
}

/** A choice is one line. */
function plain(text: string): string {
  return text.toWellFormed().replace(/\s+/g, ' ').trim();
}

/** Ends in `…` where something is missing; no character is cut in two. */
function cut(text: string): string {
  if (text.length <= TEXT_MAXIMUM) return text;
  let kept = '';
  for (const character of text) {
    if (kept.length + character.length >= TEXT_MAXIMUM) break;
    kept += character;
  }
  return `${kept}…`;
}
