import { flushCompileCache } from 'node:module';

export const workerReady = 'ready';

/** In a worker that was given a file to write to. */
export const outputDescriptor = 4;

/**
 * The worker's own end of `createDisposableWorkers`: to be called once everything is loaded. What was compiled is put down now,
 * as the process will be killed; from here on it writes nothing, and only then it is given what strangers made.
 */
export function serveOneTask<Task, Answer>(answer: (task: Task) => Promise<Answer> | Answer): void {
  process.once('message', async (task: Task) => process.send?.(await answer(task)));
  // Whoever asked is gone, perhaps killed.
  process.once('disconnect', () => process.exit());
  flushCompileCache();
  // Node 24 has it from one of its minor releases on, and its types do not.
  const { permission } = process as { permission?: { drop?: (scope: string) => void } };
  permission?.drop?.('fs.write');
  process.send?.(workerReady);
}
