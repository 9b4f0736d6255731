import type { Clock } from '../clock.ts';
import type { Database } from '../database.ts';
import { type HowTo, howToSchema } from '../domain/guild/how-to.ts';
import { createKeyvStore } from './keyv-store.ts';
import type { HowTos } from './port.ts';

/** Few servers have more than one. What another release wrote in a shape unknown to this one is left as it is. */
export function createHowTos({ database, clock }: { database: Database; clock: Clock }): HowTos {
  const store = createKeyvStore({ database, namespace: 'how-tos' });
  const keyOf = (guildId: string, channelId: string) => `${guildId}:${channelId}`;
  const guildOf = (key: string) => key.slice(0, key.indexOf(':'));

  return {
    async of(guildId) {
      const found: HowTo[] = [];
      for await (const [key, value] of store.entries(clock)) {
        const howTo = guildOf(key) === guildId ? howToSchema.safeParse(value) : undefined;
        if (howTo?.success) found.push(howTo.data);
      }
      return found;
    },
    async change(guildId, channelId, change) {
      const { before, after } = await store.update(keyOf(guildId, channelId), (stored) => {
        const known = howToSchema.safeParse(stored).data;
        return stored !== undefined && !known ? undefined : change(known);
      });
      return after !== before;
    },
    forget: (guildId, channelId) => store.delete(keyOf(guildId, channelId)),
    async isAt(guildId, channelId, threadId) {
      const howTo = howToSchema.safeParse(await store.get(keyOf(guildId, channelId)));
      return howTo.data?.message?.channelId === threadId;
    },
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
