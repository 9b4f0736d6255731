import type { DurationEstimate } from '../discord/port.ts';
import type { ModelId } from '../domain/job.ts';
import { findModel, type Model } from '../domain/models.ts';
import type { Logger } from '../logger.ts';
import type { DurationSamples } from '../store/port.ts';

/** Of a model that is no longer offered, while a job of it still runs. */
const TYPICAL_SECONDS = 75;

/** Before there were any covers, nine in ten are guessed to be done within so many times the usual. */
const GUESSED_SPREAD = 2;

/** How long covers take, by the latest ones of each model. */
export interface DurationStats {
  /** Never waits and never throws: what cannot be kept is logged. */
  record(model: ModelId, durationMs: number): void;
  /** What the catalog says before there were any covers. */
  usual(model: ModelId): DurationEstimate;
  /** Looks again for the times that others have seen. */
  refresh(): Promise<void>;
}

export interface DurationStatsDeps {
  models: readonly Model[];
  latest: DurationSamples;
  log: Logger;
}

/** Begins with the times of the last run. */
export async function createDurationStats({ models, latest, log }: DurationStatsDeps): Promise<DurationStats> {
  const keyOf = ({ provider, model }: ModelId) => `${provider} ${model}`;
  const ids = models.map(({ provider, id }) => ({ provider, model: id }));
  const known = new Map<string, readonly number[]>();
  const refresh = async () => {
    await Promise.all(ids.map(async (model) => known.set(keyOf(model), await latest.of(model))));
  };
  await refresh();

  return {
    refresh,
    record(model, durationMs) {
      latest
        .add(model, durationMs)
        .then((durations) => known.set(keyOf(model), durations))
        .catch((error: unknown) => log.warn({ err: error }, 'a time could not be kept'));
    },

    usual(model) {
      const durations = known.get(keyOf(model)) ?? [];
      if (durations.length > 0) return estimateOf(durations);
      const row = findModel(models, model);
      const medianMs = (row?.typicalSeconds ?? TYPICAL_SECONDS) * 1_000;
      return { medianMs, ninetiethMs: medianMs * GUESSED_SPREAD, samples: 0 };
    },
  };
}

/** Of at least one duration. */
export function estimateOf(durations: readonly number[]): DurationEstimate {
  const sorted = durations.toSorted((one, other) => one - other);
  const within = (share: number) => sorted[Math.ceil(sorted.length * share) - 1] ?? 0;
  return { medianMs: within(0.5), ninetiethMs: within(0.9), samples: sorted.length };
}
