import type { Wish } from '../../domain/check-draft.ts';
import type { Draft } from '../../domain/draft.ts';
import type { AudioSettings, Candidate } from '../../domain/job.ts';
import type { Model } from '../../domain/models.ts';
import { type GivenAudio, reservedMicros } from '../../domain/new-job.ts';
import { pickModels } from '../../domain/pick-models.ts';
import { isPriced, leastPriceOf, pricedCandidates, pricedOrderOf, pricedOrderOfDraft } from '../../domain/prices.ts';
import { UserError } from '../../errors.ts';

/** Which models make what, and for how much. */
export interface Offer {
  /** Those that take a wish, in the order in which they are tried. Throws `UserError` where none does. */
  pick(wish: Wish, given?: GivenAudio): readonly Model[];
  /** With what one take of it costs at each. */
  candidatesOf(picked: readonly Model[], given: GivenAudio): Candidate[];
  /** Whether it costs the same at whichever of them makes it. */
  isPriceFixed(picked: readonly Model[], given: GivenAudio): boolean;
  /** The most that a draft can cost, in micro-dollars. */
  microsOf(draft: Pick<Draft, 'takes'>, picked: readonly Model[], given: GivenAudio): number;
  /** What a draft costs at the cheapest model of its kind; what it really comes to is looked at when it is accepted. */
  leastMicrosOf(draft: Pick<Draft, 'kind' | 'takes' | 'song' | 'voice' | 'instrumental'>): number;
}

export interface OfferDeps {
  /** In the order in which they are tried, each with its price of the moment. */
  models: readonly Model[];
  audio: AudioSettings;
}

export function createOffer({ models, audio }: OfferDeps): Offer {
  const candidatesOf: Offer['candidatesOf'] = (picked, given) => pricedCandidates(picked, pricedOrderOf(given));

  return {
    pick(wish, given) {
      const picked = pickModels(models.filter(isPriced), wish, given);
      if (picked.kind === 'fault') throw new UserError(picked.text);
      return picked.models;
    },
    candidatesOf,
    isPriceFixed: (picked, given) =>
      new Set(candidatesOf(picked, given).map(({ priceMicros }) => priceMicros)).size === 1,
    microsOf: (draft, picked, given) =>
      reservedMicros({ candidates: candidatesOf(picked, given), wanted: { ...draft, seed: null, audio } }),
    leastMicrosOf(draft) {
      const offered = models.filter((model) => model.kind === draft.kind && isPriced(model));
      const order = pricedOrderOfDraft(draft);
      const prices = offered.map((model) => leastPriceOf(model, order) ?? 0);
      return prices.length === 0 ? 0 : draft.takes * Math.min(...prices);
    },
  };
}
