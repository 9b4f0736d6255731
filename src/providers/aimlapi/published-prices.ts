import { z } from 'zod';
import { microsOf } from '../shared/money.ts';

/** What is counted as one take, whatever it is called. */
const TAKE_UNITS = new Set(['generation', 'request', 'call', 'song', 'track', 'audio', 'output', 'result']);

const amount = z.union([
  z.number(),
  z
    .string()
    .trim()
    .regex(/^\$?\d+(\.\d+)?$/)
    .transform((text) => Number(text.replace('$', ''))),
]);

const unitSchema = z.object({
  name: z.string(),
  /** What the price is of: what is given, or what is made. */
  origin: z.string().default(''),
  price: amount,
  /** How many of them the price is for. */
  per: amount.default(1),
  currency: z.string().default('USD'),
});

type Unit = z.output<typeof unitSchema>;

/** Far more than anything is priced by. */
const MOST_UNITS = 20;
const units = z.array(z.unknown()).min(1).max(MOST_UNITS);

const entrySchema = z.object({ id: z.string(), pricing: z.object({ units }) });
const listSchema = z.union([
  z.object({ data: z.array(z.unknown()) }).transform(({ data }) => data),
  z.array(z.unknown()),
]);

const ENTRIES_AT_ONCE = 100;

/**
 * What a take costs, in micro-dollars by model, as far as a list of models says so. Assumed, since it is published for models of
 * text alone: an entry has `pricing.units`, each with a `name`, an `origin`, a `price` in dollars and the number that it is `per`;
 * of music the name is one that stands for a whole take. A model with anything else among its units – seconds, tokens, another
 * currency – is left out, for part of a price is none, and so is what costs nothing. Of several prices for the same origin the
 * highest counts, and of several entries for a model the dearest. Undefined when it is no list. `pause`: leaves the processor to others,
 * as long lists are read.
 */
export async function readPublishedPrices(
  body: unknown,
  pause: () => Promise<void>,
): Promise<ReadonlyMap<string, number> | undefined> {
  const list = listSchema.safeParse(body).data;
  if (!list) return undefined;
  const prices = new Map<string, number>();
  for (const [index, one] of list.entries()) {
    if (index % ENTRIES_AT_ONCE === ENTRIES_AT_ONCE - 1) await pause();
    const entry = entrySchema.safeParse(one).data;
    const micros = entry && takeMicros(entry.pricing.units);
    if (entry && micros) prices.set(entry.id, Math.max(micros, prices.get(entry.id) ?? 0));
  }
  return prices;
}

function takeMicros(units: readonly unknown[]): number | undefined {
  const dollars = new Map<string, number>();
  for (const one of units) {
    const unit = unitSchema.safeParse(one).data;
    if (!unit || !isOfATake(unit)) return undefined;
    dollars.set(unit.origin, Math.max(unit.price / unit.per, dollars.get(unit.origin) ?? 0));
  }
  return microsOf([...dollars.values()].reduce((sum, one) => sum + one, 0));
}

function isOfATake({ name, per, currency }: Unit): boolean {
  return TAKE_UNITS.has(name.trim().toLowerCase()) && per > 0 && currency.toUpperCase() === 'USD';
}
