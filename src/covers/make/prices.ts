import type { Candidate, ModelId } from '../../domain/job.ts';
import { findModel, type Model, type PricedOrder } from '../../domain/models.ts';
import { believedCost, isOtherPrice } from '../../domain/money/settle-takes.ts';
import type { Logger } from '../../logger.ts';
import type { BilledPrices } from '../../store/port.ts';

/** What takes cost, by the catalog and by what providers bill for them. */
export interface Prices {
  /**
   * What a take of an order is reserved at, in micro-dollars: what was billed of late where that differs from the price of the
   * catalog or of the operator, else that price, else the one that its provider publishes. Null where nobody knows one.
   */
  of(row: PricedRow, order: PricedOrder): number | null;
  /**
   * Notes what a provider states that a take of an order has cost, in micro-dollars, and returns what is believed of it. The
   * operator is told once of a model whose price is another one by now.
   */
  billed(candidate: Candidate, order: PricedOrder, statedMicros: number): number;
  /**
   * Notes what a provider publishes, in micro-dollars by model. It counts for models that have no other price, and is believed
   * as far as a stated cost is. What is not in it keeps the price that was published before.
   */
  published(provider: string, microsByModel: ReadonlyMap<string, number>): void;
  /** What is believed of a stated cost that says nothing of the price: of so many failed takes together. */
  believed(candidate: Candidate, statedMicros: number, takes: number): number;
  /** Looks again for what was noted by others. */
  refresh(): Promise<void>;
  /** Whether failed tasks of a model are billed. */
  billsFailures(model: ModelId): Model['billsFailures'];
}

type PricedRow = Pick<Model, 'provider' | 'id' | 'priceOf'>;

export interface PricesDeps {
  models: readonly Model[];
  billed: BilledPrices;
  /** Told of each stated cost that is not believed. */
  onCapped(provider: string): void;
  /** Told of each model whose price is another one by now, with what a take of it costs, in micro-dollars. */
  onChanged?(model: ModelId, micros: number): void;
  /** Told of each price that was noted for whoever comes later. */
  onNoted?(): void;
  log: Logger;
}

/** What is learned of one order is noted as of this one, so that it says something of all others. */
const STANDARD: PricedOrder = { seconds: 180 };

/** Begins with what was noted by others and in earlier runs, as far as the catalog's prices are what they were then. */
export async function createPrices({
  models,
  billed: notes,
  onCapped,
  onChanged = () => undefined,
  onNoted = () => undefined,
  log,
}: PricesDeps): Promise<Prices> {
  const rowOf = (id: ModelId) => findModel(models, id);
  /** By model, what was billed for the standard order. */
  const known = new Map<string, number>();
  const refresh = async () => {
    for (const { provider, id, priceOf } of models) {
      const note = await notes.of({ provider, model: id });
      if (note && note.listedMicros === priceOf(STANDARD)) known.set(keyOf({ provider, model: id }), note.billedMicros);
    }
  };
  await refresh();

  const published = new Map<string, number>();
  const toldOfNone = new Set<string>();
  const priceOf = (row: PricedRow, order: PricedOrder): number | null => {
    const key = keyOf({ provider: row.provider, model: row.id });
    const billedMicros = known.get(key);
    if (billedMicros !== undefined) return scaled(row, billedMicros, { from: STANDARD, to: order });
    return row.priceOf(order) ?? published.get(key) ?? null;
  };

  const note = (row: Model, statedMicros: number | undefined) => {
    const { provider, id: model } = row;
    const key = keyOf({ provider, model });
    const before = published.get(key);
    if (statedMicros !== undefined && statedMicros !== before) {
      const { isCapped } = believedCost(statedMicros, before ?? 0);
      if (isCapped) log.error({ provider, model, statedMicros, beforeMicros: before }, 'published price not believed');
      else {
        published.set(key, statedMicros);
        log.info({ provider, model, micros: statedMicros, beforeMicros: before }, 'published price read');
        if (before !== undefined && row.priceOf(STANDARD) === null) onChanged({ provider, model }, statedMicros);
      }
    }
    if (priceOf(row, STANDARD) !== null || toldOfNone.has(key)) return;
    toldOfNone.add(key);
    log.warn({ provider, model }, 'nobody knows a price, so the model is not offered; MODELS can say one');
  };

  const believe = ({ provider, model, priceMicros }: Candidate, statedMicros: number, takes: number) => {
    const cost = believedCost(statedMicros, priceMicros ?? 0, takes);
    if (cost.isCapped) {
      onCapped(provider);
      log.error({ provider, model, statedMicros, believedMicros: cost.micros }, 'stated cost not believed');
    }
    return cost;
  };

  const learn = (candidate: Candidate, order: PricedOrder, micros: number) => {
    const { provider, model } = candidate;
    const row = rowOf(candidate);
    if (!row) return;
    const before = priceOf(row, order) ?? 0;
    if (!isOtherPrice(micros, before)) return;
    const billedMicros = scaled(row, micros, { from: order, to: STANDARD });
    known.set(keyOf(candidate), billedMicros);
    log.warn(
      { provider, model, beforeMicros: before, micros },
      'price changed; new covers are reserved at the new one',
    );
    onChanged({ provider, model }, micros);
    notes
      .save({ provider, model }, { listedMicros: row.priceOf(STANDARD), billedMicros })
      .then(onNoted)
      .catch((error: unknown) => log.warn({ err: error, provider, model }, 'price not kept'));
  };

  return {
    of: priceOf,
    published(provider, microsByModel) {
      for (const row of models) {
        if (row.provider === provider) note(row, microsByModel.get(row.id));
      }
    },
    billed(candidate, order, statedMicros) {
      const cost = believe(candidate, statedMicros, 1);
      if (!cost.isCapped) learn(candidate, order, cost.micros);
      return cost.micros;
    },
    refresh,
    believed: (candidate, statedMicros, takes) => believe(candidate, statedMicros, takes).micros,
    billsFailures: (model) => rowOf(model)?.billsFailures ?? 'unknown',
  };
}

/** The rows, each with the price that it has at the moment when it is looked at. */
export function pricedNow(models: readonly Model[], prices: Pick<Prices, 'of'>): readonly Model[] {
  return models.map((row) => ({ ...row, priceOf: (order) => prices.of(row, order) }));
}

/** What was billed for one order, taken to another one in the proportion of the row's own prices. */
function scaled({ priceOf }: PricedRow, micros: number, { from, to }: Record<'from' | 'to', PricedOrder>): number {
  const [before, after] = [priceOf(from), priceOf(to)];
  return before && after ? Math.max(1, Math.round((micros * after) / before)) : micros;
}

function keyOf({ provider, model }: ModelId): string {
  return `${provider} ${model}`;
}
