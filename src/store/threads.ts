import { z } from 'zod';
import type { Clock } from '../clock.ts';
import type { Database } from '../database.ts';
import { createMutex } from '../lib/mutex.ts';
import { createKeyvStore } from './keyv-store.ts';
import type { Threads } from './port.ts';

const storedSchema = z.string().optional().catch(undefined);

export function createThreads({ database, clock }: { database: Database; clock: Clock }): Threads {
  const threadOf = createKeyvStore({ database, namespace: 'threads' });
  const ownerOf = createKeyvStore({ database, namespace: 'thread-owners' });
  const mutex = createMutex();
  const keyOf = (channelId: string, song: string) => `${channelId}:${song}`;

  const get = async (channelId: string, song: string) => storedSchema.parse(await threadOf.get(keyOf(channelId, song)));

  const threadsAmong = async (channelIds: readonly string[]) => {
    const threads = new Set<unknown>();
    for (const id of channelIds) if ((await ownerOf.get(id)) !== undefined) threads.add(id);
    return threads;
  };

  return {
    get,
    claim: (channelId, song, threadId) =>
      mutex(async () => {
        const owner = storedSchema.parse(await ownerOf.get(threadId));
        if (owner !== undefined && owner !== song) return false;
        // Claimed with each cover that goes there: mostly there is nothing to be written.
        if (owner === undefined) await ownerOf.set(threadId, song);
        if ((await get(channelId, song)) !== threadId) await threadOf.set(keyOf(channelId, song), threadId);
        return true;
      }),
    forget: (channelIds) =>
      mutex(async () => {
        const threads = await threadsAmong(channelIds);
        if (threads.size === 0) return;
        for await (const [key, threadId] of threadOf.entries(clock))
          if (threads.has(threadId)) await threadOf.delete(key);
        // Last, for it is what they are known by.
        for (const id of threads) await ownerOf.delete(String(id));
      }),
  };
}
