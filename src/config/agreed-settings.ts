import { createHash } from 'node:crypto';
import type { Model } from '../domain/models.ts';
import { quotaSettings } from './settings/quota.ts';

/** Lengths of songs, in seconds, at which prices are compared. */
const PRICED_AT = [null, 1, 30, 60, 180, 600];

export interface AgreedOptions {
  /** What the bot's own settings read as. */
  values: Readonly<Record<string, unknown>>;
  /** In the order in which they are tried. */
  providers: readonly { name: string; running: { name: string; value: number } }[];
  models: readonly Model[];
}

/**
 * All that processes on one database must agree on, since each counts with it what all have used and what all may begin: by the names
 * of settings, each with a hash of what it says. `MODELS` also stands for what the release itself knows of models and prices.
 */
export function agreedSettings({ values, providers, models }: AgreedOptions): Record<string, string> {
  const facts: [string, unknown][] = [
    ...Object.keys(quotaSettings).map((name) => [name, values[name]] as [string, unknown]),
    ['PROVIDERS', providers.map(({ name }) => name)],
    ...providers.map(({ running }) => [running.name, running.value] as [string, unknown]),
    ['MODELS', models.map((model) => [model, PRICED_AT.map((seconds) => model.priceOf({ seconds }))])],
  ];
  return Object.fromEntries(facts.map(([name, fact]) => [name, hashOf(fact)]));
}

function hashOf(fact: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(fact, inOrder) ?? '')
    .digest('base64url')
    .slice(0, 12);
}

/** Whatever order an object's keys were written in, and whatever holds a list. */
function inOrder(_: string, value: unknown): unknown {
  if (value instanceof Set) return [...value].toSorted();
  if (value instanceof Map) return [...value].toSorted();
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1)));
}
