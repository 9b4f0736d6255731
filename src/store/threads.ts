import { z } from 'zod';
import type { Database } from '../database.ts';
import { createKeyvStore } from './keyv-store.ts';
import type { Threads } from './port.ts';

const threadIdSchema = z.string().optional().catch(undefined);

export function createThreads({ database }: { database: Database }): Threads {
  const store = createKeyvStore({ database, namespace: 'threads' });
  const keyOf = (channelId: string, rootHash: string) => `${channelId}:${rootHash}`;

  return {
    get: async (channelId, rootHash) => threadIdSchema.parse(await store.get(keyOf(channelId, rootHash))),
    save: (channelId, rootHash, threadId) => store.set(keyOf(channelId, rootHash), threadId),
  };
}
