import type { ModelId } from '../domain/job.ts';
import type { Model } from '../domain/models.ts';

/** How many of the latest covers of a model count. */
const REMEMBERED = 20;

/** Of a model that is no longer offered, while a job of it still runs. */
const TYPICAL_SECONDS = 75;

/** How long covers take, by the latest ones of each model. */
export interface Times {
  record(candidate: ModelId, durationMs: number): void;
  /** The median of the latest covers; what the catalog says before there were any. */
  typicalMs(candidate: ModelId): number;
}

export function createTimes(models: readonly Model[]): Times {
  const latest = new Map<string, number[]>();
  const keyOf = ({ provider, model }: ModelId) => `${provider} ${model}`;

  return {
    record(candidate, durationMs) {
      const known = latest.get(keyOf(candidate)) ?? [];
      latest.set(keyOf(candidate), [...known, durationMs].slice(-REMEMBERED));
    },

    typicalMs(candidate) {
      const known = latest.get(keyOf(candidate))?.toSorted((one, other) => one - other);
      const row = models.find(({ provider, id }) => provider === candidate.provider && id === candidate.model);
      return known?.[Math.floor(known.length / 2)] ?? (row?.typicalSeconds ?? TYPICAL_SECONDS) * 1_000;
    },
  };
}
