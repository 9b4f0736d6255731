import type { Database } from '../database.ts';
import { createKeyvStore } from './keyv-store.ts';
import type { BlockedSongs } from './port.ts';

export function createBlockedSongs({ database }: { database: Database }): BlockedSongs {
  const store = createKeyvStore({ database, namespace: 'blocked-songs' });
  const keyOf = (guildId: string, hash: string) => `${guildId}:${hash}`;

  return {
    has: async (guildId, hash) => (await store.get(keyOf(guildId, hash))) !== undefined,
    add: (guildId, hash) => store.set(keyOf(guildId, hash), true),
    remove: (guildId, hash) => store.delete(keyOf(guildId, hash)),
  };
}
