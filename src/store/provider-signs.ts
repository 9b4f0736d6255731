import { z } from 'zod';
import type { Database } from '../database.ts';
import { createKeyvStore } from './keyv-store.ts';
import type { ProviderSign, ProviderSigns } from './port.ts';

const signSchema = z
  .union([
    z.object({ at: z.number().int(), access: z.enum(['ok', 'refused', 'no credit', 'unknown']) }),
    // As earlier releases wrote it: the moment alone.
    z
      .number()
      .int()
      .transform((at): ProviderSign => ({ at, access: 'unknown' })),
  ])
  .optional()
  .catch(undefined);

export function createProviderSigns({ database }: { database: Database }): ProviderSigns {
  const store = createKeyvStore({ database, namespace: 'provider-signs', isRelaxed: true });

  return {
    of: async (provider) => signSchema.parse(await store.get(provider)),
    note: store.set,
  };
}
