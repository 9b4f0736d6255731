import { z } from 'zod';
import type { Clock } from '../clock.ts';
import type { Database } from '../database.ts';
import { type Draft, draftSchema } from '../domain/draft.ts';
import { DRAFT_LIFE_MS } from '../domain/policy/kept-for.ts';
import { draftWithoutUploadNames, type UploadUse, uploadsInDraft } from '../domain/song/uploads.ts';
import { createMutex } from '../lib/mutex.ts';
import { createDraftUploads } from './draft-uploads.ts';
import { createKeyvStore } from './keyv-store.ts';
import type { Drafts, DraftUploads } from './port.ts';

/** The songs of a draft are brought before it is saved with them; that takes minutes at the most. */
const COMING_MS = 60 * 60 * 1000;

const entrySchema = z.object({ expiresAt: z.number(), draft: draftSchema });
const ownedSchema = z.object({
  expiresAt: z.number().catch(0),
  draft: z.object({ requester: z.object({ id: z.string() }) }),
});
const ofGuildSchema = z.object({ draft: z.object({ guildId: z.string() }) });

export interface DraftsOptions {
  database: Database;
  clock: Clock;
  uploads?: DraftUploads;
  /** Told of files that a draft has let go of. */
  onFreed?: (hashes: readonly string[]) => void;
}

/** A draft that has expired, or that another release wrote in a shape unknown to this one, is as good as none. */
export function createDrafts({
  database,
  clock,
  uploads = createDraftUploads({ database }),
  onFreed = () => undefined,
}: DraftsOptions): Drafts {
  // The clock of the bot decides what has expired; Keyv, which knows the machine's only, clears the rows away.
  const store = createKeyvStore({ database, namespace: 'drafts', ttlMs: DRAFT_LIFE_MS });

  /** What was on its way then is not any more. */
  const openedAt = clock.now();

  const draftIn = (value: unknown): Draft | undefined => {
    const entry = entrySchema.safeParse(value);
    if (!entry.success || entry.data.expiresAt <= clock.now()) return undefined;
    return entry.data.draft;
  };

  // A form may be sent while the song of its draft is still being fetched: neither write may undo the other.
  const mutex = createMutex();
  const get = async (id: string) => draftIn(await store.get(id));
  const freed = (hashes: readonly string[]) => {
    if (hashes.length > 0) onFreed(hashes);
  };
  const set = async (draft: Draft) => {
    const expiresAt = clock.now() + DRAFT_LIFE_MS;
    await store.set(draft.id, { expiresAt, draft });
    // Afterwards: a crash in between leaves too much, which the next start lets go of.
    freed(uploads.keepOnly(draft.id, uploadsIn(draft), expiresAt));
  };
  const remove = async (id: string) => {
    await store.delete(id);
    freed(uploads.release(id));
  };

  return {
    get,
    save: (draft) => mutex(() => set(draft)),
    change: (id, change) =>
      mutex(async () => {
        const saved = await get(id);
        if (!saved) {
          freed(uploads.release(id));
          return undefined;
        }
        const changed = change(saved);
        if (changed !== saved) await set(changed);
        else freed(uploads.keepOnly(id, uploadsIn(saved), clock.now() + DRAFT_LIFE_MS));
        return changed;
      }),
    discard: (id) => mutex(() => remove(id)),
    async tidy() {
      freed([...uploads.releaseAccepted(), ...uploads.releaseExpired(clock.now())]);
      const heldBefore = Math.max(openedAt, clock.now() - COMING_MS);
      for (const id of uploads.draftIds(heldBefore + DRAFT_LIFE_MS)) {
        await mutex(async () => {
          const draft = await get(id);
          if (!draft) freed(uploads.release(id));
        });
      }
    },
    async of(memberId) {
      const found: Draft[] = [];
      for await (const [, value] of store.entries(clock)) {
        const draft = draftIn(value);
        if (draft?.requester.id === memberId) found.push(draft);
      }
      return found;
    },
    async usesOf(memberId) {
      const found: UploadUse[] = [];
      for await (const [, value] of store.entries(clock)) {
        const draft = draftIn(value);
        if (draft && draft.requester.id !== memberId) found.push(...uploadsInDraft(draft, memberId));
      }
      return found;
    },
    forget: (memberId, before) =>
      mutex(async () => {
        for await (const [id, value] of store.entries(clock)) {
          // Also what this release cannot use any more.
          const owned = ownedSchema.safeParse(value).data;
          if (!owned || owned.expiresAt - DRAFT_LIFE_MS >= before) continue;
          const draft = draftIn(value);
          if (owned.draft.requester.id === memberId) await remove(id);
          else if (draft && uploadsInDraft(draft, memberId).length > 0) {
            await store.set(id, { ...owned, draft: draftWithoutUploadNames(draft, memberId) });
          }
        }
      }),
    async guildIds() {
      const found = new Set<string>();
      for await (const [, value] of store.entries(clock)) {
        const draft = draftIn(value);
        if (draft) found.add(draft.guildId);
      }
      return found;
    },
    forgetGuild: (guildId) =>
      mutex(async () => {
        for await (const [id, value] of store.entries(clock)) {
          if (ofGuildSchema.safeParse(value).data?.draft.guildId === guildId) await remove(id);
        }
      }),
  };
}

/** What a draft holds of our files, and what is on its way there. */
function uploadsIn({ song, voice, instrumental, songs }: Draft): { hashes: string[]; urls: string[] } {
  const given = [song, voice, instrumental, ...songs].filter((one) => one !== null);
  return {
    hashes: given
      .flatMap((one) => (one.kind === 'kept' ? [one.reference.hash, one.part?.reference.hash] : []))
      .filter((hash) => hash !== undefined),
    urls: given.flatMap((one) => (one.kind === 'link' ? [one.url] : [])),
  };
}
