import type { Candidate } from '../domain/job.ts';
import { modelOf } from '../domain/models.ts';

/** How many of the latest covers of a model count. */
const REMEMBERED = 20;

/** How long covers take, by the latest ones of each model. */
export interface Times {
  record(candidate: Candidate, durationMs: number): void;
  /** The median of the latest covers; what the catalog says before there were any. */
  typicalMs(candidate: Candidate): number;
}

export function createTimes(): Times {
  const latest = new Map<string, number[]>();
  const keyOf = ({ provider, model }: Candidate) => `${provider} ${model}`;

  return {
    record(candidate, durationMs) {
      const known = latest.get(keyOf(candidate)) ?? [];
      latest.set(keyOf(candidate), [...known, durationMs].slice(-REMEMBERED));
    },

    typicalMs(candidate) {
      const known = latest.get(keyOf(candidate))?.toSorted((one, other) => one - other);
      return known?.[Math.floor(known.length / 2)] ?? modelOf(candidate).typicalSeconds * 1_000;
    },
  };
}
