import type { Clock } from '../clock.ts';
import type { Database } from '../database.ts';
import { type Greeting, greetingSchema } from '../domain/guild/greeting.ts';
import { createKeyvStore } from './keyv-store.ts';
import type { Greetings } from './port.ts';

const BEGUN = 'begun';

/** By server. What another release wrote in a shape unknown to this one counts as a greeting that is over, and stays as it is. */
export function createGreetings({ database, clock }: { database: Database; clock: Clock }): Greetings {
  const store = createKeyvStore({ database, namespace: 'greetings' });
  const marks = createKeyvStore({ database, namespace: 'greetings-marks' });

  const greetingIn = (stored: unknown): Greeting | undefined => {
    if (stored === undefined) return undefined;
    return greetingSchema.safeParse(stored).data ?? { state: 'over', begun: null, tries: 0 };
  };

  return {
    of: async (guildId) => greetingIn(await store.get(guildId)),
    async change(guildId, change) {
      const { before, after } = await store.update(guildId, (stored) => {
        const now = greetingIn(stored);
        if (now && !greetingSchema.safeParse(stored).success) return undefined;
        const next = change(now);
        return next === now ? undefined : next;
      });
      return after !== before;
    },
    hasBegun: async () => (await marks.get(BEGUN)) !== undefined,
    begin: () => marks.set(BEGUN, clock.now()),
    async guildIds() {
      const found = new Set<string>();
      for await (const [guildId] of store.entries(clock)) found.add(guildId);
      return found;
    },
    forgetGuild: store.delete,
  };
}
