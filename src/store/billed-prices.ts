import { z } from 'zod';
import type { Database } from '../database.ts';
import type { ModelId } from '../domain/job.ts';
import { createKeyvStore } from './keyv-store.ts';
import type { BilledPrices } from './port.ts';

const noteSchema = z.object({ listedMicros: z.number().int().nullable(), billedMicros: z.number().int().positive() });

export function createBilledPrices({ database }: { database: Database }): BilledPrices {
  const store = createKeyvStore({ database, namespace: 'billed-prices' });
  const keyOf = ({ provider, model }: ModelId) => `${provider} ${model}`;

  return {
    of: async (model) => noteSchema.safeParse(await store.get(keyOf(model))).data,
    save: (model, note) => store.set(keyOf(model), note),
  };
}
