import { enableCompileCache } from 'node:module';
import type { Task } from './run-lives.ts';

// A thousand modules are read before the first life.
enableCompileCache();

/** A process that lives the seeds it is given, one after the other. */
process.once('message', async (first) => {
  const { anchors } = first as Task;
  const { createReach } = await import('./reach.ts');
  const reach = anchors.length > 0 ? createReach(anchors) : undefined;
  // After it has begun to count.
  const { outcomeOf } = await import('./outcome.ts');
  const work = async ({ seeds }: Task) => {
    for (const seed of seeds) {
      const outcome = await outcomeOf(seed);
      process.send?.(reach ? { ...outcome, reached: reach.take() } : outcome);
    }
  };
  process.on('message', (task) => void work(task as Task));
  await work(first as Task);
});
