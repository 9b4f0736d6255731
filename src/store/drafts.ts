import { z } from 'zod';
import type { Clock } from '../clock.ts';
import type { Database } from '../database.ts';
import { type Draft, draftSchema } from '../domain/draft.ts';
import { DRAFT_LIFE_MS } from '../domain/policy/kept-for.ts';
import { draftWithoutUploadNames, type UploadUse, uploadsInDraft } from '../domain/song/uploads.ts';
import { stored } from '../domain/stored.ts';
import { createDraftUploads } from './draft-uploads.ts';
import { keysInTurn } from './keys-in-turn.ts';
import { createKeyvStore } from './keyv-store.ts';
import type { Drafts, DraftUploads } from './port.ts';

/** The songs of a draft are brought before it is saved with them; that takes minutes at the most. */
const COMING_MS = 60 * 60 * 1000;

const entrySchema = stored({ expiresAt: z.number(), draft: draftSchema });
const ownedSchema = stored({
  expiresAt: z.number().catch(0),
  draft: stored({ requester: stored({ id: z.string() }) }),
});
const ofGuildSchema = stored({ draft: stored({ guildId: z.string() }) });

export interface DraftsOptions {
  database: Database;
  clock: Clock;
  uploads?: DraftUploads;
  /** Whether other processes bring songs for drafts as well. Default: no. */
  isShared?: boolean;
  /** Told of files that a draft has let go of. */
  onFreed?: (hashes: readonly string[]) => void;
}

/** A draft that has expired, or that another release wrote in a shape unknown to this one, is as good as none. */
export function createDrafts({
  database,
  clock,
  uploads = createDraftUploads({ database }),
  isShared = false,
  onFreed = () => undefined,
}: DraftsOptions): Drafts {
  // The clock of the bot decides what has expired; Keyv, which knows the machine's only, clears the rows away.
  const store = createKeyvStore({ database, namespace: 'drafts', ttlMs: DRAFT_LIFE_MS });

  /** What was on its way then is not any more, unless it is on somebody else's. */
  const openedAt = isShared ? 0 : clock.now();

  const draftIn = (value: unknown): Draft | undefined => {
    const entry = entrySchema.safeParse(value);
    if (!entry.success || entry.data.expiresAt <= clock.now()) return undefined;
    return entry.data.draft;
  };

  // What is held for a draft is told by how it was written last: no other write of it may come in between.
  const inTurn = keysInTurn(database, 'drafts with uploads');
  const get = async (id: string) => draftIn(await store.get(id));
  const freed = (hashes: readonly string[]) => {
    if (hashes.length > 0) onFreed(hashes);
  };
  const release = async (id: string) => freed(await uploads.release(id));
  // After the draft was written: a crash in between leaves too much, which the next start lets go of.
  const keepOnly = async (draft: Draft) =>
    freed(await uploads.keepOnly(draft.id, uploadsIn(draft), clock.now() + DRAFT_LIFE_MS));
  const entryOf = (draft: Draft, before?: unknown) => ({
    ...entrySchema.safeParse(before).data,
    expiresAt: clock.now() + DRAFT_LIFE_MS,
    draft,
  });

  const change = (id: string, make: (saved: Draft | undefined) => Draft | undefined) =>
    inTurn(id, async () => {
      let changed: Draft | undefined;
      await store.update(id, (now) => {
        const saved = draftIn(now);
        changed = make(saved);
        return changed === saved || !changed ? undefined : entryOf(changed, now);
      });
      await (changed ? keepOnly(changed) : release(id));
      return changed;
    });

  return {
    get,
    save: (draft) =>
      inTurn(draft.id, async () => {
        await store.set(draft.id, entryOf(draft));
        await keepOnly(draft);
      }),
    async put(id, make) {
      await change(id, make);
    },
    change: (id, make) => change(id, (saved) => saved && make(saved)),
    discard: (id) =>
      inTurn(id, async () => {
        await store.delete(id);
        await release(id);
      }),
    async tidy() {
      freed(await uploads.releaseAccepted());
      freed(await uploads.releaseExpired(clock.now()));
      const heldBefore = Math.max(openedAt, clock.now() - COMING_MS);
      for (const id of await uploads.draftIds(heldBefore + DRAFT_LIFE_MS)) {
        await inTurn(id, async () => {
          if (!(await get(id))) await release(id);
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
    async forget(memberId, before) {
      const forgotten = (value: unknown) => {
        // Also what this release cannot use any more.
        const owned = ownedSchema.safeParse(value).data;
        if (!owned || owned.expiresAt - DRAFT_LIFE_MS >= before) return undefined;
        if (owned.draft.requester.id === memberId) return null;
        const draft = draftIn(value);
        if (!draft || uploadsInDraft(draft, memberId).length === 0) return undefined;
        return { ...owned, draft: draftWithoutUploadNames(draft, memberId) };
      };
      for await (const [id, value] of store.entries(clock)) {
        if (forgotten(value) === undefined) continue;
        await inTurn(id, async () => {
          const { after } = await store.update(id, forgotten);
          if (after === undefined) await release(id);
        });
      }
    },
    async guildIds() {
      const found = new Set<string>();
      for await (const [, value] of store.entries(clock)) {
        const draft = draftIn(value);
        if (draft) found.add(draft.guildId);
      }
      return found;
    },
    async forgetGuild(guildId) {
      for await (const [id, value] of store.entries(clock)) {
        if (ofGuildSchema.safeParse(value).data?.draft.guildId !== guildId) continue;
        await inTurn(id, async () => {
          await store.delete(id);
          await release(id);
        });
      }
    },
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
