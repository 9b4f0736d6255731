import type { Model } from '../models.ts';
import { perTake } from '../money/prices.ts';

/** One model as an operator names it. */
export interface ModelWish {
  provider: string;
  id: string;
  /** A known model of the same provider, whose limits an unknown one shares. */
  like?: string;
  /** Of a take. */
  priceMicros?: number;
}

/** A provider, and all models that are known of it. */
export interface ServedModels {
  name: string;
  models: readonly Model[];
}

/**
 * The models that are offered, in the order of the providers: those that the operator names for a provider, else every row of
 * it that is not retired. `undefined` stands for a name that is in no row and is not said to be like one.
 */
export function chooseModels(providers: readonly ServedModels[], wishes: readonly ModelWish[]): (Model | undefined)[] {
  return providers.flatMap(({ name, models }) => {
    const named = wishes.filter(({ provider }) => provider === name);
    return named.length === 0 ? models.filter(({ retired }) => !retired) : named.map((wish) => fulfil(wish, models));
  });
}

function fulfil({ id, like, priceMicros }: ModelWish, own: readonly Model[]): Model | undefined {
  const known = own.find((model) => model.id === id);
  const base = known ?? own.find((model) => model.id === like);
  if (!base) return undefined;
  const row = known ?? { ...base, id, title: id };
  return { ...row, retired: false, ...(priceMicros !== undefined && { priceOf: perTake(priceMicros) }) };
}
