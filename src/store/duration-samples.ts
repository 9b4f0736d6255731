import { z } from 'zod';
import type { Database } from '../database.ts';
import type { ModelId } from '../domain/job.ts';
import { createKeyvStore } from './keyv-store.ts';
import type { DurationSamples } from './port.ts';

/** The latest ones say how a provider is doing now. */
const KEPT = 20;

const durationsSchema = z.array(z.number().nonnegative()).catch([]);

export function createLatestTimes({ database }: { database: Database }): DurationSamples {
  const store = createKeyvStore({ database, namespace: 'latest-times', isRelaxed: true });
  const keyOf = ({ provider, model }: ModelId) => `${provider} ${model}`;

  return {
    of: async (model) => durationsSchema.parse(await store.get(keyOf(model))),
    async add(model, durationMs) {
      const { after } = await store.update(keyOf(model), (now) =>
        [...durationsSchema.parse(now), durationMs].slice(-KEPT),
      );
      return durationsSchema.parse(after);
    },
  };
}
