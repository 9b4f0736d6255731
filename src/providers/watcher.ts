import type { Clock } from '../clock.ts';
import { ProviderError } from '../errors.ts';
import { retryPauseMs } from '../lib/retry-pause.ts';
import type { Logger } from '../logger.ts';
import { nextPollMs, SOON_SHARE } from './poll-times.ts';
import type { Provider, TaskStatus } from './port.ts';

export interface WatcherOptions {
  provider: Pick<Provider, 'name' | 'check' | 'tasksPerRequest'>;
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
  /** When the task began, and when it is looked at next: both on the monotonic clock, and the first may be before this process. */
  begunAt: number;
  dueAt: number;
  /** A check about it is under way. */
  isAsked: boolean;
  end(status: EndedStatus): void;
  fail(reason: unknown): void;
}

/** How many checks are under way at once, so that a slow answer does not hold up all others. */
const CHECKS_AT_ONCE = 6;

/** Tasks that come one after the other, as after a start, are looked at together. */
const GATHERING_MS = 250;

const PAUSES = { firstMs: 2_000, longestMs: 30_000, spread: 0.25 };

/** A provider that asks for more than this must have a broken clock. */
const LONGEST_WISH_MS = 600_000;

export function createWatcher({ provider, clock, random, log, maximumBatch = 50 }: WatcherOptions): Watcher {
  const tasks = new Set<Watched>();
  const closed = new AbortController();
  let failuresInARow = 0;
  let pausedUntil = 0;
  let pausedSince = 0;
  let checksUnderWay = 0;
  let isRunning = false;
  let sleepsUntil = 0;
  let wakeUp = new AbortController();

  const elapsedMs = ({ begunAt }: Watched) => clock.monotonic() - begunAt;
  const mayBeDoneSoon = (task: Watched) => elapsedMs(task) >= SOON_SHARE * task.typicalMs;
  const roomOfRequest = () => provider.tasksPerRequest ?? 1;
  /** How many tasks share the next requests. */
  const countTogether = () => Math.min(roomOfRequest(), [...tasks].filter(mayBeDoneSoon).length);

  async function run(): Promise<void> {
    isRunning = true;
    while (tasks.size > 0 && !closed.signal.aborted) {
      const batch = checksUnderWay < CHECKS_AT_ONCE && clock.monotonic() >= pausedUntil ? nextBatch() : [];
      if (batch.length > 0) void look(batch);
      else {
        sleepsUntil = nextLookAt();
        await clock.sleep(Math.ceil(sleepsUntil - clock.monotonic()), wakeUp.signal).catch(() => undefined);
      }
      if (wakeUp.signal.aborted) wakeUp = new AbortController();
    }
    isRunning = false;
  }

  /** Until when nothing is to be done, unless something happens. */
  function nextLookAt(): number {
    let dueAt = Number.POSITIVE_INFINITY;
    if (checksUnderWay < CHECKS_AT_ONCE)
      for (const task of tasks) if (!task.isAsked) dueAt = Math.min(dueAt, task.dueAt);
    return Math.min(clock.monotonic() + LONGEST_WISH_MS, Math.max(pausedUntil, dueAt));
  }

  /** What is due, longest first; and where one request is about several tasks, whatever may be done soon as far as there is room. */
  function nextBatch(): Watched[] {
    const now = clock.monotonic();
    const idle = [...tasks].filter(({ isAsked }) => !isAsked);
    const due = idle
      .filter(({ dueAt }) => dueAt <= now)
      .sort(byDueTime)
      .slice(0, maximumBatch);
    if (due.length === 0) return [];
    const room = Math.min(maximumBatch, roomOfRequest()) - due.length;
    if (room <= 0) return due;
    const others = idle.filter((task) => task.dueAt > now && mayBeDoneSoon(task)).sort(byDueTime);
    return [...due, ...others.slice(0, room)];
  }

  /** One check of some tasks. A check that fails says nothing of its tasks: they are looked at again after a pause. */
  async function look(batch: readonly Watched[]): Promise<void> {
    const begunAt = clock.monotonic();
    checksUnderWay += 1;
    for (const task of batch) task.isAsked = true;
    const refs = batch.map(({ ref }) => ref);
    const statuses = await provider.check(refs, closed.signal).catch((error: unknown) => {
      if (!closed.signal.aborted) pauseAfter(error, batch.length, begunAt);
    });
    checksUnderWay -= 1;
    if (statuses) failuresInARow = 0;
    const together = countTogether();
    for (const task of batch) {
      task.isAsked = false;
      const status = statuses?.get(task.ref) ?? { state: 'running' };
      if (!tasks.has(task)) continue;
      if (status.state !== 'running') task.end(status);
      else
        task.dueAt = statuses
          ? begunAt + nextPollMs({ elapsedMs: elapsedMs(task), typicalMs: task.typicalMs, together })
          : pausedUntil;
      if (status.state === 'running') tellProgress(task, status.progress);
    }
    wakeUp.abort();
  }

  function tellProgress({ onProgress }: Watched, progress: number | undefined): void {
    try {
      if (progress !== undefined) onProgress?.(progress);
    } catch (error) {
      log.error({ err: error, provider: provider.name }, 'a listener to progress failed');
    }
  }

  /** What was asked before the pause began fails for the same reason, and makes it no longer. */
  function pauseAfter(error: unknown, count: number, begunAt: number): void {
    if (failuresInARow > 0 && begunAt <= pausedSince) return;
    pausedSince = clock.monotonic();
    failuresInARow += 1;
    const growingMs = retryPauseMs(failuresInARow, PAUSES, random());
    const wishedMs = error instanceof ProviderError ? (error.retryAfterMs ?? 0) : 0;
    const pauseMs = Math.max(growingMs, Math.min(wishedMs, LONGEST_WISH_MS));
    pausedUntil = clock.monotonic() + pauseMs;
    log.warn({ err: error, provider: provider.name, tasks: count, pauseMs }, 'running tasks could not be checked');
  }

  return {
    watch(ref, options) {
      const { promise, resolve, reject } = Promise.withResolvers<EndedStatus>();
      const leave = () => {
        tasks.delete(task);
        options.signal.removeEventListener('abort', abort);
      };
      const task: Watched = {
        ...options,
        ref,
        begunAt: clock.monotonic() - Math.max(0, clock.now() - options.startedAt),
        dueAt: 0,
        isAsked: false,
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
      // One that was resumed late is looked at soon, whatever its age.
      const firstAt = task.begunAt + nextPollMs({ elapsedMs: 0, typicalMs: options.typicalMs, together: 1 });
      task.dueAt = Math.max(firstAt, clock.monotonic() + GATHERING_MS * random());
      if (!isRunning) void run();
      else if (task.dueAt < sleepsUntil) wakeUp.abort();
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

function byDueTime(one: Watched, other: Watched): number {
  return one.dueAt - other.dueAt;
}
