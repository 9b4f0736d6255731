import { Worker } from 'node:worker_threads';
import type { SongOrder } from './compose-song.ts';

export interface ComposedSong {
  data: Uint8Array;
  durationMs: number;
}

/** Makes the sandbox's songs: a stand-in for the models that need no reference. */
export interface Composer {
  /** The same order gives the same bytes. Throws a plain error after `close`. */
  compose(order: SongOrder): Promise<ComposedSong>;
  /** Ends the song that is being made; it and what waits are refused. */
  close(): Promise<void>;
}

/** One song after the other, each in a thread of its own: a second of work is too long for the thread that answers. */
export function createComposer(): Composer {
  let worker: Worker | undefined;
  let isClosed = false;
  let queue: Promise<unknown> = Promise.resolve();

  const run = async (order: SongOrder): Promise<ComposedSong> => {
    if (isClosed) throw new Error('the composer is closed');
    // Flags of the process are for the process: some of them no worker may have.
    const options = { name: 'compose', execArgv: [], workerData: order };
    worker = new Worker(new URL('./compose-worker.ts', import.meta.url), options);
    const { promise, resolve, reject } = Promise.withResolvers<ComposedSong>();
    worker
      .once('message', resolve)
      .once('error', reject)
      .once('exit', () => reject(new Error('the composer has ended')));
    return await promise;
  };

  return {
    compose(order) {
      const song = queue.then(() => run(order));
      queue = song.catch(() => undefined);
      return song;
    },
    async close() {
      isClosed = true;
      await worker?.terminate();
    },
  };
}
