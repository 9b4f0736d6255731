import { z } from 'zod';
import type { Clock } from '../clock.ts';
import type { Database } from '../database.ts';
import { type Draft, draftSchema } from '../domain/draft.ts';
import { draftWithoutUploadNames, type UploadUse, uploadsInDraft } from '../domain/uploads.ts';
import { createKeyvStore } from './keyv-store.ts';
import { createOneAfterAnother } from './one-after-another.ts';
import type { Drafts } from './port.ts';

/** A day after its last change, a half-filled form means nothing to anybody. */
const DRAFT_TTL_MS = 24 * 60 * 60 * 1000;

const entrySchema = z.object({ expiresAt: z.number(), draft: draftSchema });
const ownedSchema = z.object({
  expiresAt: z.number().catch(0),
  draft: z.object({ requester: z.object({ id: z.string() }) }),
});

export interface DraftsOptions {
  database: Database;
  clock: Clock;
}

/** A draft that has expired, or that another release wrote in a shape unknown to this one, is as good as none. */
export function createDrafts({ database, clock }: DraftsOptions): Drafts {
  // The clock of the bot decides what has expired; Keyv, which knows the machine's only, clears the rows away.
  const store = createKeyvStore({ database, namespace: 'drafts', ttlMs: DRAFT_TTL_MS });

  const draftIn = (value: unknown): Draft | undefined => {
    const entry = entrySchema.safeParse(value);
    if (!entry.success || entry.data.expiresAt <= clock.now()) return undefined;
    return entry.data.draft;
  };

  // A form may be sent while the song of its draft is still being fetched: neither write may undo the other.
  const oneAfterAnother = createOneAfterAnother();
  const get = async (id: string) => draftIn(await store.get(id));
  const set = (draft: Draft) => store.set(draft.id, { expiresAt: clock.now() + DRAFT_TTL_MS, draft });

  return {
    get,
    save: (draft) => oneAfterAnother(() => set(draft)),
    change: (id, change) =>
      oneAfterAnother(async () => {
        const saved = await get(id);
        if (!saved) return undefined;
        const changed = change(saved);
        await set(changed);
        return changed;
      }),
    async of(memberId) {
      const found: Draft[] = [];
      for await (const [, value] of store.entries()) {
        const draft = draftIn(value);
        if (draft?.requester.id === memberId) found.push(draft);
      }
      return found;
    },
    async usesOf(memberId) {
      const found: UploadUse[] = [];
      for await (const [, value] of store.entries()) {
        const draft = draftIn(value);
        if (draft && draft.requester.id !== memberId) found.push(...uploadsInDraft(draft, memberId));
      }
      return found;
    },
    forget: (memberId, before) =>
      oneAfterAnother(async () => {
        for await (const [id, value] of store.entries()) {
          // Also what this release cannot use any more.
          const owned = ownedSchema.safeParse(value).data;
          if (!owned || owned.expiresAt - DRAFT_TTL_MS >= before) continue;
          const draft = draftIn(value);
          if (owned.draft.requester.id === memberId) await store.delete(id);
          else if (draft && uploadsInDraft(draft, memberId).length > 0) {
            await store.set(id, { ...owned, draft: draftWithoutUploadNames(draft, memberId) });
          }
        }
      }),
  };
}
