import { z } from 'zod';
import type { Clock } from '../clock.ts';
import type { Database } from '../database.ts';
import { type Draft, draftSchema } from '../domain/draft.ts';
import { isForgotten } from '../domain/forgetting.ts';
import { DRAFT_LIFE_MS } from '../domain/policy/kept-for.ts';
import { draftWithoutUploadNames, type UploadUse, uploadsInDraft } from '../domain/song/uploads.ts';
import { stored } from '../domain/stored.ts';
import { createDraftUploads, type UploadsOfDrafts } from './draft-uploads.ts';
import { createKeyvStore } from './keyv-store.ts';
import type { Drafts } from './port.ts';

/** The songs of a draft are brought before it is saved with them; that takes minutes at the most. */
const COMING_MS = 60 * 60 * 1000;

const entrySchema = stored({ expiresAt: z.number(), draft: draftSchema });
type Entry = z.infer<typeof entrySchema>;

const ownedSchema = stored({
  expiresAt: z.number().catch(0),
  draft: stored({ requester: stored({ id: z.string() }) }),
});
const ofGuildSchema = stored({ draft: stored({ guildId: z.string() }) });

export interface DraftsOptions {
  database: Database;
  clock: Clock;
  uploads?: UploadsOfDrafts;
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

  const entryIn = (value: unknown): Entry | undefined => {
    const entry = entrySchema.safeParse(value).data;
    return entry && entry.expiresAt > clock.now() ? entry : undefined;
  };
  const draftIn = (value: unknown) => entryIn(value)?.draft;

  const get = async (id: string) => draftIn(await store.get(id));
  const freed = (hashes: readonly string[]) => {
    if (hashes.length > 0) onFreed(hashes);
  };

  /**
   * Changes what is stored of a draft, and lets go of uploads that are not in it any more: nobody else's change comes in between.
   * Where the process ends in between, too much is held, which the next start lets go of.
   */
  const update = async (
    id: string,
    make: (now: unknown) => unknown,
    entryOf: (after: unknown) => Entry | undefined,
  ) => {
    let released: string[] = [];
    await store.update(id, make, async (after, tx) => {
      const entry = entryOf(after);
      const kept = entry && uploadsIn(entry.draft);
      released = await (kept ? uploads.keepOnly(id, kept, entry.expiresAt, tx) : uploads.release(id, tx));
    });
    freed(released);
  };

  const change = async (id: string, make: (saved: Draft | undefined) => Draft | undefined) => {
    let entry: Entry | undefined;
    await update(
      id,
      (now) => {
        const before = entryIn(now);
        const draft = make(before?.draft);
        if (draft === before?.draft) entry = before;
        else entry = draft && { ...before, expiresAt: clock.now() + DRAFT_LIFE_MS, draft };
        return entry === before ? undefined : entry;
      },
      () => entry,
    );
    return entry?.draft;
  };

  return {
    get,
    async save(draft) {
      await change(draft.id, () => draft);
    },
    async put(id, make) {
      await change(id, make);
    },
    change: (id, make) => change(id, (saved) => saved && make(saved)),
    discard: (id) => update(id, () => null, entryIn),
    async tidy() {
      freed(await uploads.releaseAccepted());
      freed(await uploads.releaseExpired(clock.now()));
      const heldBefore = Math.max(openedAt, clock.now() - COMING_MS);
      for (const id of await uploads.draftIds(heldBefore + DRAFT_LIFE_MS)) {
        if (!(await get(id))) await update(id, () => undefined, entryIn);
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
    async forget(memberId, before, askedBy) {
      const isToGo = (draftId: string, expiresAt: number) =>
        isForgotten({ before, askedBy }, { id: draftId, at: expiresAt - DRAFT_LIFE_MS });
      const forgotten = (id: string, value: unknown) => {
        // Also what this release cannot use any more.
        const owned = ownedSchema.safeParse(value).data;
        if (!owned) return undefined;
        if (owned.draft.requester.id === memberId) return isToGo(id, owned.expiresAt) ? null : undefined;
        const draft = owned.expiresAt - DRAFT_LIFE_MS < before ? draftIn(value) : undefined;
        if (!draft || uploadsInDraft(draft, memberId).length === 0) return undefined;
        return { ...owned, draft: draftWithoutUploadNames(draft, memberId) };
      };
      for await (const [id, value] of store.entries(clock)) {
        if (forgotten(id, value) !== undefined) await update(id, (now) => forgotten(id, now), entryIn);
      }
      // What ended before it was saved with its songs is in no draft.
      freed(await uploads.releaseOf(memberId, ({ draftId, expiresAt }) => isToGo(draftId, expiresAt)));
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
      const isOfGuild = (value: unknown) => ofGuildSchema.safeParse(value).data?.draft.guildId === guildId;
      for await (const [id, value] of store.entries(clock)) {
        if (isOfGuild(value)) await update(id, (now) => (isOfGuild(now) ? null : undefined), entryIn);
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
