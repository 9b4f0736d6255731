import { type Model, modelOf, models } from '../../domain/models.ts';

export const PROVIDER = 'aimlapi';

/** How a model is asked: with tasks and a style, with tasks and lyrics alone, or at once with uploads. */
export type Family = 'cover' | 'legacy' | 'synchronous';

export function familyOf(model: string): Family {
  if (model === 'minimax-music') return 'legacy';
  return model === 'music-01' ? 'synchronous' : 'cover';
}

/** The row of a model; one that only the operator knows is like the cover model. */
export function rowOf(model: string): Model {
  const known = models.find((row) => row.provider === PROVIDER && row.id === model);
  return known ?? modelOf({ provider: PROVIDER, model: 'minimax/music-cover' });
}
