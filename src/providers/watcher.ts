import type { Clock } from '../clock.ts';
import { ProviderError } from '../errors.ts';
import type { Logger } from '../logger.ts';
import { firstPollMs, nextPollMs } from './poll-times.ts';
import type { Provider, TaskStatus } from './port.ts';

export interface WatcherOptions {
  provider: Pick<Provider, 'name' | 'check'>;
  clock: Clock;
  /** In [0, 1). */
  random: () => number;
  log: Logger;
  /** How many tasks one check may be about. */
  maximumBatch?: number;
}

export type EndedStatus = Exclude<TaskStatus, { state: 'running' }>;

export interface WatchOptions {
  /** When the task began. */
  startedAt: number;
  /** What such a task usually takes, in milliseconds. */
  typicalMs: number;
  signal: AbortSignal;
  /** Told what the provider says of a running task's progress. */
  onProgress?: (progress: number) => void;
}

/** Looks after all running tasks of one provider, so that the number of requests does not grow with theirs. */
export interface Watcher {
  /**
   * Resolves with the end of a task, however long the provider cannot be reached meanwhile. Rejects with the signal's
   * reason, and when the watcher is closed; nothing else ends a watch, so how long a task may take is the caller's to say.
   */
  watch(ref: string, options: WatchOptions): Promise<EndedStatus>;
  /** How many tasks are being watched. */
  watching(): number;
  close(): void;
}

interface Watched extends WatchOptions {
  ref: string;
  end(status: EndedStatus): void;
  fail(reason: unknown): void;
}

/** Looks fall on whole beats, so that what is due around the same time shares one request. */
const BEAT_MS = 1_000;

const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 30_000;

/** A provider that asks for more than this must have a broken clock. */
const LONGEST_WISH_MS = 600_000;

export function createWatcher({ provider, clock, random, log, maximumBatch = 50 }: WatcherOptions): Watcher {
  const tasks = new Set<Watched>();
  const agenda = createAgenda();
  const closed = new AbortController();
  let failuresInARow = 0;
  let pausedUntil = 0;
  let isRunning = false;
  let wakeUp = new AbortController();

  let sleepsUntil = 0;

  const plan = (task: Watched, inMs: number) => agenda.add(task, Math.ceil((clock.now() + inMs) / BEAT_MS));
  const nextLookAt = () => Math.max(pausedUntil, agenda.firstBeat() * BEAT_MS);
  const timeOf = ({ startedAt, typicalMs }: WatchOptions) => ({
    elapsedMs: clock.now() - startedAt,
    typicalMs,
    random: random(),
  });

  async function run(): Promise<void> {
    isRunning = true;
    while (tasks.size > 0 && !closed.signal.aborted) {
      sleepsUntil = nextLookAt();
      const dueIn = sleepsUntil - clock.now();
      if (dueIn <= 0) await look(agenda.take(Math.floor(clock.now() / BEAT_MS), maximumBatch));
      else await clock.sleep(dueIn, wakeUp.signal).catch(() => undefined);
      if (wakeUp.signal.aborted) wakeUp = new AbortController();
    }
    isRunning = false;
  }

  /** One check of some tasks. A check that fails says nothing of its tasks: they are looked at again after a pause. */
  async function look(due: readonly Watched[]): Promise<void> {
    const refs = due.map(({ ref }) => ref);
    const statuses = await provider.check(refs, closed.signal).catch((error: unknown) => {
      if (!closed.signal.aborted) pauseAfter(error, due.length);
    });
    if (statuses) failuresInARow = 0;
    for (const task of due) {
      const status = statuses?.get(task.ref) ?? { state: 'running' };
      if (!tasks.has(task)) continue;
      if (status.state !== 'running') task.end(status);
      else plan(task, statuses ? nextPollMs(timeOf(task)) : pausedUntil - clock.now());
      if (status.state === 'running') tellProgress(task, status.progress);
    }
  }

  function tellProgress({ onProgress }: Watched, progress: number | undefined): void {
    try {
      if (progress !== undefined) onProgress?.(progress);
    } catch (error) {
      log.error({ err: error, provider: provider.name }, 'a listener to progress failed');
    }
  }

  function pauseAfter(error: unknown, count: number): void {
    failuresInARow += 1;
    const growingMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (failuresInARow - 1)) * (0.75 + random() / 4);
    const wishedMs = error instanceof ProviderError ? (error.retryAfterMs ?? 0) : 0;
    const pauseMs = Math.max(growingMs, Math.min(wishedMs, LONGEST_WISH_MS));
    pausedUntil = clock.now() + pauseMs;
    log.warn({ err: error, provider: provider.name, tasks: count, pauseMs }, 'running tasks could not be checked');
  }

  return {
    watch(ref, options) {
      const { promise, resolve, reject } = Promise.withResolvers<EndedStatus>();
      const leave = () => {
        tasks.delete(task);
        agenda.remove(task);
        options.signal.removeEventListener('abort', abort);
      };
      const task: Watched = {
        ...options,
        ref,
        end(status) {
          leave();
          resolve(status);
        },
        fail(reason) {
          leave();
          reject(reason);
        },
      };
      const abort = () => task.fail(options.signal.reason);
      if (options.signal.aborted || closed.signal.aborted) {
        reject(options.signal.aborted ? options.signal.reason : closed.signal.reason);
        return promise;
      }
      options.signal.addEventListener('abort', abort, { once: true });
      tasks.add(task);
      plan(task, firstPollMs(timeOf(task)));
      if (!isRunning) void run();
      else if (nextLookAt() < sleepsUntil) wakeUp.abort();
      return promise;
    },
    watching: () => tasks.size,
    close() {
      closed.abort(new Error('the watcher is closed'));
      wakeUp.abort();
      for (const task of tasks) task.fail(closed.signal.reason);
    },
  };
}

/** Tasks by the beat on which they are due. Beats are few, as many as seconds lie ahead, however many the tasks. */
function createAgenda() {
  const beats = new Map<number, Set<Watched>>();

  return {
    add(task: Watched, beat: number) {
      const due = beats.get(beat) ?? new Set();
      beats.set(beat, due.add(task));
    },
    remove(task: Watched) {
      for (const [beat, due] of beats) {
        if (due.delete(task) && due.size === 0) beats.delete(beat);
      }
    },
    firstBeat: () => Math.min(...beats.keys()),
    /** Takes what is due up to a beat, earliest first, but no more than `maximum`. */
    take(upTo: number, maximum: number): Watched[] {
      const taken: Watched[] = [];
      const dueBeats = [...beats.keys()].filter((beat) => beat <= upTo).sort((left, right) => left - right);
      for (const beat of dueBeats) {
        const due = beats.get(beat) ?? new Set();
        for (const task of due) {
          if (taken.length === maximum) return taken;
          due.delete(task);
          taken.push(task);
        }
        beats.delete(beat);
      }
      return taken;
    },
  };
}
