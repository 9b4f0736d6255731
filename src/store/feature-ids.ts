import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '../clock.ts';
import type { Database } from '../database.ts';
import { createKeyvStore } from './keyv-store.ts';
import type { FeatureIds } from './port.ts';

const HOUR_MS = 60 * 60 * 1000;

/** Providers remember a song for 24 hours; the last one is left for a job that has just been prepared. */
const FEATURE_ID_LIFE_MS = 23 * HOUR_MS;

const entrySchema = z.object({ expiresAt: z.number(), featureId: z.string() });

export interface FeatureIdsOptions {
  database: Database;
  clock: Clock;
  /** Whose ids they are, such as an API key: another account's are of no use. Written down as a hash only. */
  account: string;
}

/** What has expired, or was written in a shape unknown to this release, is as good as none: it is made anew for free. */
export function createFeatureIds({ database, clock, account }: FeatureIdsOptions): FeatureIds {
  // The clock of the bot decides what has expired; Keyv, which knows the machine's only, clears the rows away.
  const store = createKeyvStore({ database, namespace: 'feature-ids', ttlMs: FEATURE_ID_LIFE_MS });
  const accountHash = createHash('sha256').update(account).digest('hex').slice(0, 16);
  const keyOf = (provider: string, hash: string) => `${provider}:${accountHash}:${hash}`;

  return {
    async get(provider, hash) {
      const entry = entrySchema.safeParse(await store.get(keyOf(provider, hash)));
      if (!entry.success || entry.data.expiresAt <= clock.now()) return undefined;
      return entry.data.featureId;
    },
    async save(provider, hash, featureId) {
      await store.set(keyOf(provider, hash), { expiresAt: clock.now() + FEATURE_ID_LIFE_MS, featureId });
    },
    forget: (provider, hash) => store.delete(keyOf(provider, hash)),
  };
}
