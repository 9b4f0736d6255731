import type { Clock } from '../clock.ts';
import type { Database } from '../database.ts';
import { createKeyvStore } from './keyv-store.ts';
import type { BlockedSongs } from './port.ts';

export function createBlockedSongs({ database, clock }: { database: Database; clock: Clock }): BlockedSongs {
  const store = createKeyvStore({ database, namespace: 'blocked-songs' });
  const keyOf = (guildId: string, hash: string) => `${guildId}:${hash}`;
  const guildOf = (key: string) => key.slice(0, key.indexOf(':'));

  return {
    has: async (guildId, hash) => (await store.get(keyOf(guildId, hash))) !== undefined,
    add: (guildId, hash) => store.set(keyOf(guildId, hash), true),
    remove: (guildId, hash) => store.delete(keyOf(guildId, hash)),
    async guildIds() {
      const found = new Set<string>();
      for await (const [key] of store.entries(clock)) found.add(guildOf(key));
      return found;
    },
    async forgetGuild(guildId) {
      for await (const [key] of store.entries(clock)) if (guildOf(key) === guildId) await store.delete(key);
    },
  };
}
