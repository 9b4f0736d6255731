import { z } from 'zod';
import type { Clock } from '../clock.ts';
import type { Database } from '../database.ts';
import { stored } from '../domain/stored.ts';
import { createKeyvStore } from './keyv-store.ts';
import type { FirstPosters } from './port.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** Of a song that nobody has used in a server for a year, nothing needs to be remembered. */
const LIFE_MS = 365 * DAY_MS;
/** How often it is noted that one is still in use. */
const NOTED_MS = 30 * DAY_MS;

const entrySchema = stored({
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
    return known.find(({ posterId }) => posterId === null) ?? known.sort(byTime)[0];
  };

  return {
    of: async (guildId, hashes) => (await knownBy(guildId, hashes))?.posterId,

    async note(guildId, hashes, posterId) {
      const now = clock.now();
      const { posterId: first, at } = (await knownBy(guildId, hashes)) ?? { posterId, at: now };
      const noted: string[] = [];
      for (const hash of hashes) {
        const { before, after } = await store.update(keyOf(guildId, hash), (stored) => {
          const known = entryIn(stored);
          if (known && known.usedAt + NOTED_MS > now) return undefined;
          return { posterId: first, at, ...known, usedAt: now } satisfies Entry;
        });
        if (after !== before && !entryIn(before)) noted.push(hash);
      }
      if (noted.length === 0 || noted.length === hashes.length) return;
      // Somebody else may have noted one of them meanwhile: whoever was first, or was decided on, is so for what was new as well.
      const holder = await knownBy(guildId, hashes);
      if (!holder || (holder.posterId === first && holder.at === at)) return;
      for (const hash of noted) {
        await store.update(keyOf(guildId, hash), (stored) => {
          const known = entryIn(stored);
          const isOurs = known?.posterId === first && known.at === at;
          return isOurs ? ({ ...known, posterId: holder.posterId, at: holder.at } satisfies Entry) : undefined;
        });
      }
    },

    async release(guildId, hashes) {
      const now = clock.now();
      const entry = { posterId: null, at: now, usedAt: now } satisfies Entry;
      for (const hash of hashes)
        await store.update(keyOf(guildId, hash), (stored) => ({ ...entryIn(stored), ...entry }));
    },

    async ofMember(memberId) {
      const found: Awaited<ReturnType<FirstPosters['ofMember']>> = [];
      for await (const [key, value] of store.entries(clock)) {
        const entry = entryIn(value);
        const [guildId = '', hash = ''] = key.split(':');
        if (entry?.posterId === memberId) found.push({ guildId, hash, at: entry.at });
      }
      return found;
    },

    async forget(memberId, before) {
      const isMeant = (value: unknown) => {
        const { success, data } = entrySchema.safeParse(value);
        return success && data.posterId === memberId && data.at < before;
      };
      for await (const [key, value] of store.entries(clock)) {
        // A moderator may be deciding on it at this moment.
        if (isMeant(value)) await store.update(key, (now) => (isMeant(now) ? null : undefined));
      }
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

/** Whoever is asked says the same of two who came in the same millisecond. */
function byTime(one: Entry, other: Entry): number {
  return one.at - other.at || ((one.posterId ?? '') < (other.posterId ?? '') ? -1 : 1);
}
