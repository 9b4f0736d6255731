import { z } from 'zod';
import type { Database } from '../database.ts';
import { createKeyvStore } from './keyv-store.ts';
import type { ProviderSigns } from './port.ts';

const momentSchema = z.number().int().optional().catch(undefined);

export function createProviderSigns({ database }: { database: Database }): ProviderSigns {
  const store = createKeyvStore({ database, namespace: 'provider-signs', isRelaxed: true });

  return {
    of: async (provider) => momentSchema.parse(await store.get(provider)),
    note: store.set,
  };
}
