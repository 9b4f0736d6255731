import type { Wish } from '../../domain/check-draft.ts';
import type { Draft } from '../../domain/draft.ts';
import type { AudioSettings, Candidate } from '../../domain/job.ts';
import type { Model } from '../../domain/models.ts';
import { type GivenAudio, reservedMicros } from '../../domain/new-job.ts';
import { pickModels } from '../../domain/pick-models.ts';
import { UserError } from '../../errors.ts';
import type { Prices } from '../make/prices.ts';

/** Which models make what, and for how much. */
export interface Offer {
  /** Those that take a wish, in the order in which they are tried. Throws `UserError` where none does. */
  pick(wish: Wish, given?: GivenAudio): readonly Model[];
  candidatesOf(picked: readonly Model[]): Candidate[];
  /** The most that a draft can cost, in micro-dollars. */
  microsOf(draft: Pick<Draft, 'takes'>, picked: readonly Model[]): number;
  /** What a draft costs at the cheapest model of its kind; what it really comes to is looked at when it is accepted. */
  leastMicrosOf(draft: Pick<Draft, 'kind' | 'takes'>): number;
}

export interface OfferDeps {
  /** In the order in which they are tried. */
  models: readonly Model[];
  prices: Pick<Prices, 'of'>;
  audio: AudioSettings;
}

export function createOffer({ models, prices, audio }: OfferDeps): Offer {
  const candidatesOf = (picked: readonly Model[]): Candidate[] =>
    picked.map((model) => ({ provider: model.provider, model: model.id, priceMicros: prices.of(model) }));

  return {
    pick(wish, given) {
      const picked = pickModels(models.filter(isPriced), wish, given);
      if (picked.kind === 'fault') throw new UserError(picked.text);
      return picked.models;
    },
    candidatesOf,
    microsOf: (draft, picked) =>
      reservedMicros({ candidates: candidatesOf(picked), wanted: { ...draft, seed: null, audio } }),
    leastMicrosOf(draft) {
      const offered = models.filter((model) => model.kind === draft.kind && isPriced(model));
      return offered.length === 0 ? 0 : draft.takes * Math.min(...offered.map((model) => prices.of(model) ?? 0));
    },
  };
}

/** A model without a price cannot be held within a budget. */
function isPriced({ priceMicros }: Model): boolean {
  return priceMicros !== null;
}
