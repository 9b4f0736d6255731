import { type ChildProcess, fork } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createFairSemaphore } from '../lib/fair-semaphore.ts';
import { giveWay } from '../lib/give-way.ts';
import { type CodeCache, openCodeCache } from './code-cache.ts';
import { workerReady } from './serve-one-task.ts';
import { watchProcess } from './watch-process.ts';

export interface DisposableWorkersOptions {
  /** The worker's own file, which calls `serveOneTask`. */
  entry: URL;
  /** Real time for one task, from when its worker is loaded. */
  timeoutMs: number;
  /**
   * Time of the processor for one task, which says what its input costs however busy the machine is; on Linux alone. Where it is
   * bounded, real time that runs out is the machine's doing.
   */
  cpuMs?: number;
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
  /** Where what workers have compiled is kept, which halves the time to load. Default: nowhere. */
  cacheFolder?: string | undefined;
}

/** What of the disk a worker gets for its task, besides its own program. */
export interface TaskFiles {
  /** The path of the one file that it may read. */
  input?: string;
  /** The descriptor of an open file that it may write to, under `outputDescriptor`. */
  output?: number;
}

export interface DisposableWorkers<Task, Answer> {
  /**
   * Rejects when the signal aborts, after `close`, and when no worker can be started. Owners wait for workers in turn, however many
   * tasks each of them has.
   */
  run(task: Task, signal: AbortSignal, files?: TaskFiles, owner?: string): Promise<Ended<Answer>>;
  /** Ends every worker; what waits or runs rejects with the reason. */
  close(reason: unknown): Promise<void>;
}

/** How a task ended. Everything but an answer and a busy machine is the doing of the input it was given. */
export type Ended<Answer> =
  | { kind: 'answered'; answer: Answer }
  | { kind: 'busy' }
  | { kind: 'outOfTime' }
  | { kind: 'crashed'; reason: string };

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
  const cache = options.mayLoadAddons ? undefined : openCodeCache(options.cacheFolder);
  const room = createFairSemaphore(options.workers);
  const closing = new AbortController();
  const alive = new Set<Promise<void>>();

  return {
    async run(task, signal, files = {}, owner = '') {
      const stop = AbortSignal.any([signal, closing.signal]);
      const leave = await room.acquire(stop, owner);
      let gone = Promise.resolve();
      try {
        const worker = startWorker<Answer>(options, files, cache);
        gone = worker.gone;
        alive.add(gone);
        return await finish(worker, task, options, stop);
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

function startWorker<Answer>(
  options: DisposableWorkersOptions,
  { input, output }: TaskFiles,
  cache: CodeCache | undefined,
): Worker<Answer> {
  const door = cache?.openDoor();
  const child = fork(fileURLToPath(options.entry), {
    execArgv: rightsOf(options, [input, door?.path], door?.path),
    // Not our environment, which holds secrets.
    env: door ? { NODE_COMPILE_CACHE: door.path } : {},
    stdio: ['ignore', 'ignore', 'ignore', 'ipc', ...(output === undefined ? [] : [output])],
    // Where a process may not write, the system leaves no core dump of one that ran out of memory.
    cwd: '/',
  });
  giveWay(child.pid);
  const loaded = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<Ended<Answer>>();
  const gone = Promise.withResolvers<void>();
  const crash = (reason: string) => {
    loaded.reject(new Error(`a worker could not start: ${reason}`));
    ended.resolve({ kind: 'crashed', reason });
  };
  const slowStart = setTimeout(() => crash('it took too long'), LONGEST_START_MS);

  child.on('message', (message) => {
    if (message === workerReady) {
      // Before it is given what strangers made: from here on there is no way to what the next one loads.
      door?.close();
      loaded.resolve();
    } else ended.resolve({ kind: 'answered', answer: message as Answer });
  });
  child.on('error', (error) => {
    crash('code' in error ? String(error.code) : 'unknown');
    if (child.pid === undefined) {
      door?.close();
      gone.resolve();
    }
  });
  const { memoryMegabytes } = options;
  const unwatch = watchProcess(child.pid, { memoryMegabytes }, () => crash('it took too much memory'));
  child.on('exit', (code, signal) => {
    unwatch();
    door?.close();
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

/** The bot's own code. */
const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/**
 * A worker handles what strangers send: it may read the code and the file of its task, and write nothing but compiled code,
 * and that only until it is loaded. No file of the system either: `/proc` would show it the environment of the bot.
 */
function rightsOf(
  { entry, heapMegabytes, mayLoadAddons = false }: DisposableWorkersOptions,
  reads: readonly (string | undefined)[],
  writes: string | undefined,
): string[] {
  const readable = [
    ...codeFolders(),
    fileURLToPath(new URL('.', entry)),
    ...reads.filter((path) => path !== undefined),
  ];
  return [
    `--max-old-space-size=${heapMegabytes}`,
    '--permission',
    ...readable.map((path) => `--allow-fs-read=${path}`),
    ...(writes === undefined ? [] : [`--allow-fs-write=${writes}`]),
    ...(mayLoadAddons ? ['--allow-addons'] : []),
  ];
}

/** Also where the packages really lie, if what is in `node_modules` are links. */
function codeFolders(): string[] {
  const packages = join(ROOT, 'node_modules');
  const real = dirname(realpathSync(join(packages, 'mediabunny')));
  return [join(ROOT, 'src'), join(ROOT, 'package.json'), packages, ...(real === packages ? [] : [real])];
}

async function finish<Answer>(
  { child, loaded, ended }: Worker<Answer>,
  task: object,
  { timeoutMs, cpuMs }: Pick<DisposableWorkersOptions, 'timeoutMs' | 'cpuMs'>,
  stop: AbortSignal,
): Promise<Ended<Answer>> {
  const done = new AbortController();
  const stopped = new Promise<never>((_, reject) => {
    if (stop.aborted) reject(stop.reason);
    stop.addEventListener('abort', () => reject(stop.reason), { signal: done.signal });
  });
  let timer: NodeJS.Timeout | undefined;
  let unwatch = () => {};
  try {
    await Promise.race([loaded, stopped]);
    child.send(task);
    const outOfTime = new Promise<Ended<Answer>>((resolve) => {
      timer = setTimeout(resolve, timeoutMs, { kind: cpuMs === undefined ? 'outOfTime' : 'busy' });
      unwatch = watchProcess(child.pid, { cpuMs }, () => resolve({ kind: 'outOfTime' }));
    });
    return await Promise.race([ended, outOfTime, stopped]);
  } finally {
    clearTimeout(timer);
    unwatch();
    done.abort();
    child.kill('SIGKILL');
  }
}
