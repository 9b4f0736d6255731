import type { z } from 'zod';
import type { Clock } from '../clock.ts';
import type { Database } from '../database.ts';
import { type GuildSettings, guildSettingsSchema } from '../domain/guild-settings.ts';
import { createMutex } from '../lib/mutex.ts';
import type { Logger } from '../logger.ts';
import { createKeyvStore } from './keyv-store.ts';
import type { SettingsStore } from './port.ts';

const ownSchema = guildSettingsSchema.partial();
type Own = z.output<typeof ownSchema>;

export interface SettingsOptions {
  database: Database;
  /** The operator's; they hold for a server until it chooses for itself, for which there is no command yet. */
  defaults: GuildSettings;
  clock: Clock;
  log: Logger;
}

/** Stores a server's own choices only, so that a change of the defaults reaches everybody who has not chosen. */
export function createSettings({ database, defaults, clock, log }: SettingsOptions): SettingsStore {
  const store = createKeyvStore({ database, namespace: 'settings' });
  const mutex = createMutex();

  const ownOf = async (guildId: string): Promise<Own> => {
    const own = ownSchema.safeParse((await store.get(guildId)) ?? {});
    if (own.success) return own.data;
    log.error({ err: own.error, guildId }, "a server's settings cannot be read; the operator's hold");
    return {};
  };

  return {
    async get(guildId) {
      return guildSettingsSchema.parse({ ...defaults, ...(await ownOf(guildId)) });
    },
    change(guildId, changes) {
      return mutex(async () => {
        const own = { ...(await ownOf(guildId)), ...ownSchema.parse(changes) };
        await store.set(guildId, own);
        return guildSettingsSchema.parse({ ...defaults, ...own });
      });
    },
    async guildIds() {
      const found = new Set<string>();
      for await (const [guildId] of store.entries(clock)) found.add(guildId);
      return found;
    },
    forgetGuild: (guildId) => mutex(() => store.delete(guildId)),
  };
}
