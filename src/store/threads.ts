import { z } from 'zod';
import type { Clock } from '../clock.ts';
import type { Database } from '../database.ts';
import { createKeyvStore } from './keyv-store.ts';
import type { Threads } from './port.ts';

const storedSchema = z.string().optional().catch(undefined);

export function createThreads({ database, clock }: { database: Database; clock: Clock }): Threads {
  const threadOf = createKeyvStore({ database, namespace: 'threads' });
  const ownerOf = createKeyvStore({ database, namespace: 'thread-owners' });
  const keyOf = (channelId: string, song: string) => `${channelId}:${song}`;

  const get = async (channelId: string, song: string) => storedSchema.parse(await threadOf.get(keyOf(channelId, song)));

  const threadsAmong = async (channelIds: readonly string[]) => {
    const threads = new Set<unknown>();
    for (const id of channelIds) if ((await ownerOf.get(id)) !== undefined) threads.add(id);
    return threads;
  };

  return {
    get,
    async claim(channelId, song, threadId) {
      // Claimed with each cover that goes there: mostly there is nothing to be written.
      const { after } = await ownerOf.update(threadId, (owner) =>
        storedSchema.parse(owner) === undefined ? song : undefined,
      );
      if (after !== song) return false;
      await threadOf.update(keyOf(channelId, song), (now) => (now === threadId ? undefined : threadId));
      return true;
    },
    async forget(channelIds) {
      const threads = await threadsAmong(channelIds);
      if (threads.size === 0) return;
      for await (const [key, threadId] of threadOf.entries(clock)) {
        // One that has got another thread meanwhile keeps that.
        if (threads.has(threadId)) await threadOf.update(key, (now) => (threads.has(now) ? null : undefined));
      }
      // Last, for it is what they are known by.
      for (const id of threads) await ownerOf.delete(String(id));
    },
  };
}
