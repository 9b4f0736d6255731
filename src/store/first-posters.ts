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
  const store = createKeyvStore({ database, namespace: 'first-posters', ttlMs: LIFE_MS, isRelaxed: true });
  const keyOf = (guildId: string, hash: string) => `${guildId}:${hash}`;
  const guildOf = (key: string) => key.slice(0, key.indexOf(':'));

  const entryIn = (value: unknown): Entry | undefined => {
    const entry = entrySchema.safeParse(value);
    return entry.success && entry.data.usedAt + LIFE_MS > clock.now() ? entry.data : undefined;
  };

  const entriesOf = async (guildId: string, hashes: readonly string[]): Promise<Map<string, Entry>> => {
    const entries = await Promise.all(
      hashes.map(async (hash) => [hash, entryIn(await store.get(keyOf(guildId, hash)))] as const),
    );
    return new Map(entries.flatMap(([hash, entry]) => (entry ? [[hash, entry]] : [])));
  };

  return {
    of: async (guildId, hashes) => foremost([...(await entriesOf(guildId, hashes)).values()])?.posterId,

    async note(guildId, hashes, posterId) {
      const now = clock.now();
      const knownBefore = await entriesOf(guildId, hashes);
      let first: Pick<Entry, 'posterId' | 'at'> = foremost([...knownBefore.values()]) ?? { posterId, at: now };
      const noted: string[] = [];
      const replace = async (holder: Pick<Entry, 'posterId' | 'at'>) => {
        const was = first;
        first = holder;
        for (const hash of noted) {
          await store.update(keyOf(guildId, hash), (stored) => {
            const known = entryIn(stored);
            const isOurs = known?.posterId === was.posterId && known.at === was.at;
            return isOurs ? ({ ...known, posterId: holder.posterId, at: holder.at } satisfies Entry) : undefined;
          });
        }
      };
      // Everybody goes through the hashes in one order: of two who note some of the same at once, whoever has the first of these has all.
      for (const hash of hashes.toSorted()) {
        const { before } = await store.update(keyOf(guildId, hash), (stored) => {
          const known = entryIn(stored);
          if (known && known.usedAt + NOTED_MS > now) return undefined;
          return { posterId: first.posterId, at: first.at, ...known, usedAt: now } satisfies Entry;
        });
        const known = entryIn(before);
        if (!known) noted.push(hash);
        else if (!knownBefore.has(hash)) await replace(known);
      }
      if (noted.length === 0 || first.posterId === null) return;
      // A moderator may have decided on it meanwhile.
      const holder = foremost([...(await entriesOf(guildId, hashes)).values()]);
      if (holder?.posterId === null) await replace(holder);
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
/** Of what is known by several hashes of one song: a moderator's decision, else who came first. */
function foremost(known: Entry[]): Entry | undefined {
  return known.find(({ posterId }) => posterId === null) ?? known.sort(byTime)[0];
}

function byTime(one: Entry, other: Entry): number {
  return one.at - other.at || ((one.posterId ?? '') < (other.posterId ?? '') ? -1 : 1);
}
