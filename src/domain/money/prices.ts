import type { Draft } from '../draft.ts';
import type { Candidate, Job } from '../job.ts';
import type { Model, PricedOrder, PriceOf } from '../models.ts';

export const NOT_YET_KNOWN: PricedOrder = { seconds: null };

/** A price of each take that does not depend on what it is made from. */
export function perTake(micros: number): PriceOf {
  return () => micros;
}

/** Until its provider publishes one, or the operator says one. */
export const noKnownPrice: PriceOf = () => null;

/** A model without a price cannot be held within a budget. */
export function isPriced({ priceOf }: Pick<Model, 'priceOf'>): boolean {
  return priceOf(NOT_YET_KNOWN) !== null;
}

type Given = Pick<Job, 'reference' | 'voice' | 'instrumental'>;

export function pricedOrderOf({ reference, voice, instrumental }: Given): PricedOrder {
  const lengths = [reference, voice, instrumental].flatMap((given) => (given ? [given.durationMs / 1_000] : []));
  return { seconds: lengths.length === 0 ? null : Math.max(...lengths) };
}

/** As far as a draft's uploads are in our files. */
export function pricedOrderOfDraft({ song, voice, instrumental }: Pick<Draft, 'song' | 'voice' | 'instrumental'>) {
  const kept = (upload: Draft['song']) => (upload?.kind === 'kept' ? upload.reference : null);
  return pricedOrderOf({ reference: kept(song), voice: kept(voice), instrumental: kept(instrumental) });
}

/** The models as a job lists them, each with what a take of this order costs there: shown, reserved and settled alike. */
export function pricedCandidates(models: readonly Model[], order: PricedOrder): Candidate[] {
  return models.map(({ provider, id, priceOf }) => ({ provider, model: id, priceMicros: priceOf(order) }));
}

/** The least that one take can cost, in micro-dollars, with the shortest song that a model takes; null where nobody knows. */
export function leastPriceOf({ priceOf, reference }: Model, { seconds }: PricedOrder = NOT_YET_KNOWN): number | null {
  // Of what is longer, a part is used.
  return priceOf({ seconds: Math.min(seconds ?? reference.minimumSeconds, reference.maximumSeconds) });
}
