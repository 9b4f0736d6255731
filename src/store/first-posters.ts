import { z } from 'zod';
import type { Clock } from '../clock.ts';
import type { Database } from '../database.ts';
import { createMutex } from '../lib/mutex.ts';
import { createKeyvStore } from './keyv-store.ts';
import type { FirstPosters } from './port.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** Of a song that nobody has used in a server for a year, nothing needs to be remembered. */
const LIFE_MS = 365 * DAY_MS;
/** How often it is noted that one is still in use. */
const NOTED_MS = 30 * DAY_MS;

const entrySchema = z.object({
  /** Null where a moderator has decided that the song is nobody's. */
  posterId: z.string().nullable(),
  at: z.number(),
  usedAt: z.number(),
});
type Entry = z.output<typeof entrySchema>;

export interface FirstPostersOptions {
  database: Database;
  clock: Clock;
}

/** One entry for each hash of a song in a server. */
export function createFirstPosters({ database, clock }: FirstPostersOptions): FirstPosters {
  // The clock of the bot decides what has expired; Keyv, which knows the machine's only, clears the rows away.
  const store = createKeyvStore({ database, namespace: 'first-posters', ttlMs: LIFE_MS });
  const mutex = createMutex();
  const keyOf = (guildId: string, hash: string) => `${guildId}:${hash}`;
  const guildOf = (key: string) => key.slice(0, key.indexOf(':'));

  const entryIn = (value: unknown): Entry | undefined => {
    const entry = entrySchema.safeParse(value);
    return entry.success && entry.data.usedAt + LIFE_MS > clock.now() ? entry.data : undefined;
  };

  /** What is known by any of these hashes: a moderator's decision, else who came first. */
  const knownBy = async (guildId: string, hashes: readonly string[]): Promise<Entry | undefined> => {
    const read = await Promise.all(hashes.map((hash) => store.get(keyOf(guildId, hash))));
    const known = read.map(entryIn).filter((entry) => entry !== undefined);
    return known.find(({ posterId }) => posterId === null) ?? known.sort((one, other) => one.at - other.at)[0];
  };

  return {
    of: async (guildId, hashes) => (await knownBy(guildId, hashes))?.posterId,

    note: (guildId, hashes, posterId) =>
      mutex(async () => {
        const now = clock.now();
        const { posterId: first, at } = (await knownBy(guildId, hashes)) ?? { posterId, at: now };
        for (const hash of hashes) {
          const before = entryIn(await store.get(keyOf(guildId, hash)));
          if (before && before.usedAt + NOTED_MS > now) continue;
          await store.set(keyOf(guildId, hash), { posterId: first, at, ...before, usedAt: now } satisfies Entry);
        }
      }),

    release: (guildId, hashes) =>
      mutex(async () => {
        const now = clock.now();
        const entry = { posterId: null, at: now, usedAt: now } satisfies Entry;
        for (const hash of hashes) await store.set(keyOf(guildId, hash), entry);
      }),

    async ofMember(memberId) {
      const found: Awaited<ReturnType<FirstPosters['ofMember']>> = [];
      for await (const [key, value] of store.entries(clock)) {
        const entry = entryIn(value);
        const [guildId = '', hash = ''] = key.split(':');
        if (entry?.posterId === memberId) found.push({ guildId, hash, at: entry.at });
      }
      return found;
    },

    forget: (memberId, before) =>
      mutex(async () => {
        for await (const [key, value] of store.entries(clock)) {
          const { success, data } = entrySchema.safeParse(value);
          if (success && data.posterId === memberId && data.at < before) await store.delete(key);
        }
      }),

    async guildIds() {
      const found = new Set<string>();
      for await (const [key] of store.entries(clock)) found.add(guildOf(key));
      return found;
    },

    forgetGuild: (guildId) =>
      mutex(async () => {
        for await (const [key] of store.entries(clock)) if (guildOf(key) === guildId) await store.delete(key);
      }),
  };
}
