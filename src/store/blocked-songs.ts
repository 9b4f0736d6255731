import type { Database } from '../database.ts';
import { createKeyvStore } from './keyv-store.ts';
import type { BlockedSongs } from './port.ts';

export function createBlockedSongs({ database }: { database: Database }): BlockedSongs {
  const store = createKeyvStore({ database, namespace: 'blocked-songs' });
  const keyOf = (guildId: string, rootHash: string) => `${guildId}:${rootHash}`;

  return {
    has: async (guildId, rootHash) => (await store.get(keyOf(guildId, rootHash))) !== undefined,
    add: (guildId, rootHash) => store.set(keyOf(guildId, rootHash), true),
    remove: (guildId, rootHash) => store.delete(keyOf(guildId, rootHash)),
  };
}
