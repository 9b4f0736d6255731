import { findModel, type Model } from '../../src/domain/models.ts';
import { models } from '../../src/providers/catalog.ts';

/** The catalog's row of a model that is in it. */
export function modelOf(id: { provider: string; model: string }): Model {
  const row = findModel(models, id);
  if (!row) throw new Error(`no model ${id.model} of ${id.provider} in the catalog`);
  return row;
}
