import { type ChildProcess, fork } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createRoom } from './room.ts';
import { watchMemory } from './watch-memory.ts';

export interface DisposableWorkersOptions {
  /** The worker's own file. It sends `workerReady` once loaded, then answers one task with one message. */
  entry: URL;
  /** Real time for one task, from when its worker is loaded. */
  timeoutMs: number;
  /** For objects alone: neither typed arrays nor the memory of WebAssembly count. */
  heapMegabytes: number;
  /** For all of a worker, typed arrays and program included. It is ended soon after it takes more; on Linux alone. */
  memoryMegabytes?: number;
  /**
   * Code that is not JavaScript can do whatever the system lets the bot do, so this is for workers alone that get nothing
   * which strangers made.
   */
  mayLoadAddons?: boolean;
  /** How many may run at once; further tasks wait. */
  workers: number;
}

export interface DisposableWorkers<Task, Answer> {
  /**
   * Rejects when the signal aborts, after `close`, and when no worker can be started. With a descriptor of an open file the
   * worker may write to that file, under `outputDescriptor`, and to nothing else.
   */
  run(task: Task, signal: AbortSignal, output?: number): Promise<Ended<Answer>>;
  /** Ends every worker; what waits or runs rejects with the reason. */
  close(reason: unknown): Promise<void>;
}

/** How a task ended. Everything but an answer is the doing of the input it was given. */
export type Ended<Answer> =
  | { kind: 'answered'; answer: Answer }
  | { kind: 'outOfTime' }
  | { kind: 'crashed'; reason: string };

export const workerReady = 'ready';

/** In a worker that was given a file to write to. */
export const outputDescriptor = 4;

/** Apart from the bot's own, which runs with more rights. */
const COMPILE_CACHE = join(tmpdir(), 'coverband-worker-cache');

/** Loading takes some 150 ms; a machine that needs this long is in trouble of another kind. */
const LONGEST_START_MS = 20_000;

interface Worker<Answer> {
  child: ChildProcess;
  /** Rejects when it dies first. */
  loaded: Promise<void>;
  ended: Promise<Ended<Answer>>;
  /** Process and memory are given back. */
  gone: Promise<void>;
}

/**
 * Runs each task in a process of its own, which can be killed at any moment and takes nothing else along when it dies.
 * A thread would not do: its heap limit holds only while memory grows little by little. One large allocation, which a
 * file of 80 bytes can cause in a tag parser, aborts the process that the thread belongs to.
 * A worker serves one task only, so that no input can prepare the ground for the next.
 */
export function createDisposableWorkers<Task extends object, Answer>(
  options: DisposableWorkersOptions,
): DisposableWorkers<Task, Answer> {
  // The permission to write holds for a folder that is there when the process starts.
  mkdirSync(COMPILE_CACHE, { recursive: true, mode: 0o700 });
  const room = createRoom(options.workers);
  const closing = new AbortController();
  const alive = new Set<Promise<void>>();

  return {
    async run(task, signal, output) {
      const stop = AbortSignal.any([signal, closing.signal]);
      const leave = await room.enter(stop);
      let gone = Promise.resolve();
      try {
        const worker = startWorker<Answer>(options, output);
        gone = worker.gone;
        alive.add(gone);
        return await finish(worker, task, options.timeoutMs, stop);
      } finally {
        // The place stays taken until the process is gone, but the answer does not wait for that.
        void gone.then(() => {
          alive.delete(gone);
          leave();
        });
      }
    },
    async close(reason) {
      closing.abort(reason);
      await Promise.all(alive);
    },
  };
}

function startWorker<Answer>(options: DisposableWorkersOptions, output?: number): Worker<Answer> {
  const child = fork(fileURLToPath(options.entry), {
    ...rightsOf(options),
    stdio: ['ignore', 'ignore', 'ignore', 'ipc', ...(output === undefined ? [] : [output])],
    // Where a process may not write, the system leaves no core dump of one that ran out of memory.
    cwd: '/',
  });
  const loaded = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<Ended<Answer>>();
  const gone = Promise.withResolvers<void>();
  const crash = (reason: string) => {
    loaded.reject(new Error(`a worker could not start: ${reason}`));
    ended.resolve({ kind: 'crashed', reason });
  };
  const slowStart = setTimeout(() => crash('it took too long'), LONGEST_START_MS);

  child.on('message', (message) => {
    if (message === workerReady) loaded.resolve();
    else ended.resolve({ kind: 'answered', answer: message as Answer });
  });
  child.on('error', (error) => {
    crash('code' in error ? String(error.code) : 'unknown');
    if (child.pid === undefined) gone.resolve();
  });
  const unwatch = watchMemory(child.pid, options.memoryMegabytes, () => crash('it took too much memory'));
  child.on('exit', (code, signal) => {
    unwatch();
    crash(`it ended by ${signal ?? code}`);
    gone.resolve();
  });
  // Either way the clock has done its work; a rejection is for whoever waits for the worker.
  loaded.promise.then(
    () => clearTimeout(slowStart),
    () => clearTimeout(slowStart),
  );
  return { child, loaded: loaded.promise, ended: ended.promise, gone: gone.promise };
}

/**
 * A worker handles what strangers send: it may read files and nothing else, and gets no environment, which holds secrets.
 * All it may write is compiled code for the next one like it, which halves the time to load. One with more rights never
 * loads that code.
 */
function rightsOf({ heapMegabytes, mayLoadAddons = false }: DisposableWorkersOptions) {
  const execArgv = [`--max-old-space-size=${heapMegabytes}`, '--permission', '--allow-fs-read=*'];
  if (mayLoadAddons) return { execArgv: [...execArgv, '--allow-addons'], env: {} };
  return {
    execArgv: [...execArgv, `--allow-fs-write=${COMPILE_CACHE}`],
    env: { NODE_COMPILE_CACHE: COMPILE_CACHE },
  };
}

async function finish<Answer>(
  { child, loaded, ended }: Worker<Answer>,
  task: object,
  timeoutMs: number,
  stop: AbortSignal,
): Promise<Ended<Answer>> {
  const done = new AbortController();
  const stopped = new Promise<never>((_, reject) => {
    if (stop.aborted) reject(stop.reason);
    stop.addEventListener('abort', () => reject(stop.reason), { signal: done.signal });
  });
  let timer: NodeJS.Timeout | undefined;
  try {
    await Promise.race([loaded, stopped]);
    child.send(task);
    const outOfTime = new Promise<Ended<Answer>>((resolve) => {
      timer = setTimeout(resolve, timeoutMs, { kind: 'outOfTime' });
    });
    return await Promise.race([ended, outOfTime, stopped]);
  } finally {
    clearTimeout(timer);
    done.abort();
    child.kill('SIGKILL');
  }
}
