import type { InteractionContext } from '../../src/discord/interactions/interaction-context.ts';
import { type Model, modelsAmong } from '../../src/domain/models.ts';
import { isPriced } from '../../src/domain/money/prices.ts';
import { UserError } from '../../src/errors.ts';

/** The model that options and forms follow, one with a known price where there is one; undefined when none of its kind is offered. */
export function defaultModel(models: readonly Model[], kind: Model['kind']): Model | undefined {
  const ofKind = models.filter((model) => model.kind === kind);
  return ofKind.find(isPriced) ?? ofKind[0];
}

/**
 * The model that the forms of a server follow, by what it has chosen of those that are offered. Needs the settings. Throws
 * `UserError` as `offeredModel` does, and where the server has chosen none of its kind.
 */
export function serverModel(
  { settings }: Pick<InteractionContext, 'settings'>,
  models: readonly Model[],
  kind: Model['kind'],
  taken?: 'style' | 'lyrics',
): Model {
  const own = modelsAmong(models, settings?.modelIds ?? []);
  if (defaultModel(models, kind) && !defaultModel(own, kind))
    throw new UserError({ key: 'policy.noModel', params: {} });
  return offeredModel(own, kind, taken);
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
