import { z } from 'zod';
import type { Clock } from '../clock.ts';
import type { Database } from '../database.ts';
import { draftSchema } from '../domain/draft.ts';
import { createKeyvStore } from './keyv-store.ts';
import type { Drafts } from './port.ts';

/** A day after its last change, a half-filled form means nothing to anybody. */
const DRAFT_TTL_MS = 24 * 60 * 60 * 1000;

const entrySchema = z.object({ expiresAt: z.number(), draft: draftSchema });

export interface DraftsOptions {
  database: Database;
  clock: Clock;
}

/** A draft that has expired, or that another release wrote in a shape unknown to this one, is as good as none. */
export function createDrafts({ database, clock }: DraftsOptions): Drafts {
  // The clock of the bot decides what has expired; Keyv, which knows the machine's only, clears the rows away.
  const store = createKeyvStore({ database, namespace: 'drafts', ttlMs: DRAFT_TTL_MS });

  return {
    async get(id) {
      const entry = entrySchema.safeParse(await store.get(id));
      if (!entry.success || entry.data.expiresAt <= clock.now()) return undefined;
      return entry.data.draft;
    },
    async save(draft) {
      await store.set(draft.id, { expiresAt: clock.now() + DRAFT_TTL_MS, draft });
    },
  };
}
