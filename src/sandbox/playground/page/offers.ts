import type { ProviderName } from '../../providers/sandbox.ts';
import type { Offer } from '../whole-sandbox.ts';

/** What the bot can be started with on the page. */
export interface NamedOffer extends Offer {
  id: string;
  label: string;
}

export const offers: readonly [NamedOffer, ...NamedOffer[]] = [
  { id: 'runware', label: 'Runware', providers: ['runware'], models: [] },
  {
    id: 'aimlapi',
    label: 'AI/ML API · music-cover',
    providers: ['aimlapi'],
    models: ['aimlapi/minimax/music-cover'],
  },
  { id: 'minimax', label: 'MiniMax · covers', providers: ['minimax'], models: ['minimax/music-cover'] },
  {
    id: 'songs',
    label: 'MiniMax · covers and new songs',
    providers: ['minimax'],
    models: ['minimax/music-cover', 'minimax/music-3.0'],
  },
  {
    id: 'words',
    label: 'AI/ML API · minimax-music, sings your words',
    providers: ['aimlapi'],
    models: ['aimlapi/minimax-music'],
  },
  {
    id: 'parts',
    label: 'AI/ML API · music-01, voice and band apart',
    providers: ['aimlapi'],
    models: ['aimlapi/music-01'],
  },
  {
    id: 'all',
    label: 'All three, one after the other',
    providers: ['runware', 'aimlapi', 'minimax'],
    models: ['runware/minimax:music@cover', 'aimlapi/minimax/music-cover', 'minimax/music-cover'],
  },
];

/** The offer that the command line asks for; one of its own where none of the list is that. */
export function offerFor(provider: ProviderName, model: string | undefined): NamedOffer {
  const models = model === undefined ? undefined : `${provider}/${model}`;
  const known = offers.find(({ id, ...offer }) =>
    models === undefined ? id === provider : offer.models.length === 1 && offer.models[0] === models,
  );
  return known ?? { id: 'own', label: models ?? provider, providers: [provider], models: models ? [models] : [] };
}

export const speeds = [
  { id: 'real', label: 'As in life', speed: 1 },
  { id: 'fast', label: 'Ten times', speed: 10 },
  { id: 'instant', label: 'At once', speed: 100 },
] as const;
