import { fork } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { giveWay } from '../lib/give-way.ts';
import type { CopyAnswer, CopyTask } from './copy-worker.ts';
import { databaseError } from './errors.ts';

const WORKER = fileURLToPath(new URL('./copy-worker.ts', import.meta.url));

export interface CopyOptions {
  signal: AbortSignal;
  /** What the copying process has compiled is kept there for the next one. Default: it is not kept. */
  cacheFolder?: string | undefined;
}

/**
 * Copies a database file that stands still, and checks the copy; resolves with its size. Another process does it: this one
 * would lose its lock on the file with the first handle to it that it closes (POSIX), and copying and checking take long.
 * On any failure nothing is left of the copy. Throws `DatabaseError`, and the signal's reason.
 */
export async function copyFile(task: CopyTask, { signal, cacheFolder }: CopyOptions): Promise<number> {
  const answer = await askWorker(task, signal, cacheFolder).catch(
    (error: unknown): CopyAnswer => ({ kind: 'failed', trouble: undefined, reason: String(error) }),
  );
  if (answer.kind === 'copied' && !signal.aborted) return answer.sizeBytes;
  await Promise.all([task.to, `${task.to}-journal`].map((path) => rm(path, { force: true })));
  signal.throwIfAborted();
  if (answer.kind === 'failed' && answer.trouble) throw databaseError(answer.trouble);
  throw new Error('the database could not be copied', { cause: answer });
}

/** Resolves once the process is gone, so that nothing is written any more. */
function askWorker(task: CopyTask, signal: AbortSignal, cacheFolder: string | undefined): Promise<CopyAnswer> {
  return new Promise((resolve, reject) => {
    const child = fork(WORKER, {
      // Not our environment, which holds secrets.
      env: cacheFolder === undefined ? {} : { NODE_COMPILE_CACHE: cacheFolder },
      execArgv: [],
      // Whatever ends this process ends that one too: it listens for the disconnect.
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    giveWay(child.pid);
    let answer: CopyAnswer | undefined;
    const kill = () => void child.kill('SIGKILL');
    signal.addEventListener('abort', kill);
    child.on('message', (message) => {
      answer = message as CopyAnswer;
    });
    child.on('error', reject);
    child.on('exit', (code, killedBy) => {
      signal.removeEventListener('abort', kill);
      if (answer) resolve(answer);
      else reject(new Error(`the copying process ended by ${killedBy ?? code}`));
    });
    if (signal.aborted) kill();
    child.send(task, (error) => error && reject(error));
  });
}
