import type { Wish } from '../../domain/draft/check-draft.ts';
import { pickModels } from '../../domain/draft/pick-models.ts';
import type { Draft } from '../../domain/draft.ts';
import type { Candidate } from '../../domain/job.ts';
import { type Model, modelsAmong } from '../../domain/models.ts';
import {
  isPriced,
  leastPriceOf,
  pricedCandidates,
  pricedOrderOf,
  pricedOrderOfDraft,
} from '../../domain/money/prices.ts';
import type { GivenAudio } from '../../domain/new-job.ts';
import type { GuildSettings } from '../../domain/policy/guild-settings.ts';
import { partLimitOf } from '../../domain/song/part-of-song.ts';
import { UserError } from '../../errors.ts';
import type { OperatorChoicesStore } from '../../store/port.ts';

/** What a server has chosen of the models. */
export type ChosenModels = Pick<GuildSettings, 'modelIds'>;

/** Which models make what, and for how much. */
export interface Offer {
  /** Those that take a wish, in the order in which they are tried. Throws `UserError` where none does. */
  pick(wish: Wish, chosen: ChosenModels, given?: GivenAudio): readonly Model[];
  /** How long what is sent of these songs may be; null where they go as they are. */
  partLimitOf(wish: Wish, chosen: ChosenModels, given: GivenAudio): number | null;
  /** With what one take of it costs at each. */
  candidatesOf(picked: readonly Model[], given: GivenAudio): Candidate[];
  /** Whether it costs the same at whichever of them makes it. */
  isPriceFixed(picked: readonly Model[], given: GivenAudio): boolean;
  /** The most that a draft can cost, in micro-dollars. */
  microsOf(draft: Pick<Draft, 'takes'>, picked: readonly Model[], given: GivenAudio): number;
  /** What a draft costs at the cheapest model of its kind; what it really comes to is looked at when it is accepted. */
  leastMicrosOf(draft: Pick<Draft, 'kind' | 'takes' | 'song' | 'voice' | 'instrumental'>, chosen: ChosenModels): number;
}

export interface OfferDeps {
  /** In the order in which they are tried, each with its price of the moment. */
  models: readonly Model[];
  operatorChoices: Pick<OperatorChoicesStore, 'now'>;
}

export function createOffer({ models, operatorChoices }: OfferDeps): Offer {
  const candidatesOf: Offer['candidatesOf'] = (picked, given) => pricedCandidates(picked, pricedOrderOf(given));

  return {
    pick(wish, { modelIds }, given) {
      const offered = modelsAmong(models, modelIds);
      const isOfKind = ({ kind }: Model) => kind === wish.kind;
      if (!offered.some(isOfKind) && models.some(isOfKind)) throw new UserError({ key: 'policy.noModel', params: {} });
      const { pausedProviders } = operatorChoices.now();
      const open = offered.filter(({ provider }) => !pausedProviders.includes(provider));
      if (offered.some(isOfKind) && !open.some(isOfKind)) {
        throw new UserError({ key: 'operator.providerPaused', params: {} });
      }
      const picked = pickModels(open.filter(isPriced), wish, given);
      if (picked.kind === 'fault') throw new UserError(picked.text);
      return picked.models;
    },
    partLimitOf: (wish, { modelIds }, given) =>
      partLimitOf(modelsAmong(models, modelIds).filter(isPriced), wish, given),
    candidatesOf,
    isPriceFixed: (picked, given) =>
      new Set(candidatesOf(picked, given).map(({ priceMicros }) => priceMicros)).size === 1,
    microsOf: ({ takes }, picked, given) =>
      takes * Math.max(...candidatesOf(picked, given).map(({ priceMicros }) => priceMicros ?? 0)),
    leastMicrosOf(draft, { modelIds }) {
      const own = modelsAmong(models, modelIds);
      const offered = own.filter((model) => model.kind === draft.kind && isPriced(model));
      const order = pricedOrderOfDraft(draft);
      const prices = offered.map((model) => leastPriceOf(model, order) ?? 0);
      return prices.length === 0 ? 0 : draft.takes * Math.min(...prices);
    },
  };
}
