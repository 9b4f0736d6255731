import type { Model } from '../../src/domain/models.ts';
import { isPriced } from '../../src/domain/prices.ts';
import { UserError } from '../../src/errors.ts';

/** The model that options and forms follow, one with a known price where there is one; undefined when none of its kind is offered. */
export function defaultModel(models: readonly Model[], kind: Model['kind']): Model | undefined {
  const ofKind = models.filter((model) => model.kind === kind);
  return ofKind.find(isPriced) ?? ofKind[0];
}

/**
 * The model for a draft or cover from a time when there was one of its kind. Throws `UserError` when there is none any more, or
 * none that takes the text in question.
 */
export function offeredModel(models: readonly Model[], kind: Model['kind'], taken?: 'style' | 'lyrics'): Model {
  const fitting = models.filter((model) => taken === undefined || model[taken].need !== 'none');
  const model = defaultModel(fitting, kind);
  if (!model) throw new UserError({ key: 'model.none', params: { without: taken ?? null } });
  return model;
}
