import type { Database } from '../database.ts';
import { createKeyvStore } from './keyv-store.ts';
import type { UploadConsent } from './port.ts';

export function createPosters({ database }: { database: Database }): UploadConsent {
  const store = createKeyvStore({ database, namespace: 'posters-forbidding' });

  return {
    optedOut: async (memberId) => (await store.get(memberId)) !== undefined,
    set: (memberId, forbids) => (forbids ? store.set(memberId, true) : store.delete(memberId)),
  };
}
