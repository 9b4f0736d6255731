import type { MemberText } from '../../errors.ts';
import type { Model } from '../models.ts';
import type { GivenAudio } from '../new-job.ts';
import { faultOfAudio, faultOfDraft, type Wish } from './check-draft.ts';

export type Picked = { kind: 'models'; models: [Model, ...Model[]] } | { kind: 'fault'; text: MemberText };

/**
 * The models whose rows fit a draft, in the order in which they are offered; when there is none, what the first one of the
 * draft's kind does not take. Without `audio`, only words and numbers are judged.
 */
export function pickModels(offered: readonly Model[], draft: Wish, audio?: GivenAudio): Picked {
  const judged = offered
    .filter(({ kind }) => kind === draft.kind)
    .map((model) => ({ model, fault: faultOfDraft(draft, model) ?? (audio && faultOfAudio(audio, model)) }));
  const [first, ...others] = judged.filter(({ fault }) => !fault).map(({ model }) => model);
  if (first) return { kind: 'models', models: [first, ...others] };
  return { kind: 'fault', text: judged[0]?.fault ?? { key: 'model.none', params: { without: null } } };
}

/** How long and large a song may be. */
export type ReferenceLimits = Omit<Model['reference'], 'sounds'>;

/** The widest limits among models: what no model takes is refused before it is downloaded whole. */
export function widestReference(offered: readonly Model[]): ReferenceLimits {
  const limits = offered.filter(({ uploads }) => uploads !== 'none').map(({ reference }) => reference);
  return {
    minimumSeconds: Math.min(...limits.map(({ minimumSeconds }) => minimumSeconds)),
    maximumSeconds: Math.max(...limits.map(({ maximumSeconds }) => maximumSeconds)),
    maximumBytes: Math.max(...limits.map(({ maximumBytes }) => maximumBytes)),
  };
}
