import { Worker } from 'node:worker_threads';
import { DecodeError } from '../../../codec/decode-error.ts';
import type { RestyledSong, RestyleOrder, RestyleReply, RestyleRequest } from './messages.ts';
import { createSongCache } from './song-cache.ts';

/** Makes the sandbox's covers: a stand-in for the music models, by simple sound processing. */
export interface Restyler {
  /**
   * The same order gives the same bytes. Throws `DecodeError` when the reference cannot be used, and a plain error after
   * `close`.
   */
  render(order: RestyleOrder): Promise<RestyledSong>;
  /** Ends the worker; what is still being rendered or waiting is refused. */
  close(): Promise<void>;
}

export interface RestylerOptions {
  /** Longer references are refused as `tooLong`. */
  maximumSeconds?: number;
  /** What the cache of finished songs may hold, in bytes. */
  cacheBytes?: number;
}

const CACHE_BYTES = 64 * 1024 * 1024;

/** Orders run one after the other in one worker, which starts with the first and never keeps the process alive by itself. */
export function createRestyler({ maximumSeconds, cacheBytes = CACHE_BYTES }: RestylerOptions = {}): Restyler {
  const cache = createSongCache(cacheBytes);
  let worker: Worker | undefined;
  let isClosed = false;
  let queue: Promise<unknown> = Promise.resolve();

  async function run(order: RestyleOrder): Promise<RestyledSong> {
    if (isClosed) throw new Error('the restyler is closed');
    const known = cache.get(order);
    if (known) return known;
    const song = songOf(await ask(startedWorker(), { order, maximumSeconds }));
    cache.put(order, song);
    return song;
  }

  function startedWorker(): Worker {
    if (worker) return worker;
    // Flags of the process are for the process: some of them no worker may have.
    const started = new Worker(new URL('./restyle-worker.ts', import.meta.url), { name: 'restyle', execArgv: [] });
    const forget = () => {
      if (worker === started) worker = undefined;
    };
    // A thread that has crashed would never answer again; the next order gets a new one.
    started.on('error', forget).on('exit', forget);
    worker = started;
    return started;
  }

  return {
    render(order) {
      const result = queue.then(() => run(order));
      queue = result.catch(() => undefined);
      return result;
    },
    async close() {
      isClosed = true;
      await worker?.terminate();
    },
  };
}

/** Holds the process open while the worker works, and only then. */
async function ask(worker: Worker, request: RestyleRequest): Promise<RestyleReply> {
  worker.ref();
  const { promise, resolve, reject } = Promise.withResolvers<RestyleReply>();
  const fail = (error: Error) => reject(error);
  const end = () => reject(new Error('the restyle worker has ended'));
  worker.once('message', resolve).once('error', fail).once('exit', end);
  try {
    worker.postMessage(request);
    return await promise;
  } finally {
    worker.off('message', resolve).off('error', fail).off('exit', end);
    worker.unref();
  }
}

function songOf(reply: RestyleReply): RestyledSong {
  if (reply.kind === 'done') return reply.song;
  if (reply.kind === 'undecodable') throw new DecodeError(reply.code, reply.message);
  throw new Error(`the restyle worker failed: ${reply.message}`);
}
