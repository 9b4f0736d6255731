import type { Clock } from '../clock.ts';
import type { Jobs } from '../jobs/port.ts';
import type { Logger } from '../logger.ts';
import type { Files, KeptFileUse } from '../store/port.ts';

const DAY_MS = 24 * 3_600_000;
const SWEEP_EVERY_MS = 600_000;

/** A sweep leaves a tenth of the room free, so that nothing is refused before the next one. */
const FILL_SHARE = 0.9;

export interface RetentionDeps {
  jobs: Jobs;
  files: Files;
  clock: Clock;
  log: Logger;
  keepDays: number;
  maximumBytes: number;
  /** Of the database, from before a backup was put back; returns how many files went. */
  removeOldCopies(before: number): Promise<number>;
}

export interface Retention {
  start(): void;
  stop(): Promise<void>;
  /** One pass; how many files went. */
  sweep(): Promise<number>;
}

/** Lets go of songs and covers that are old, or the longest unused ones when there are too many. */
export function createRetention(deps: RetentionDeps): Retention {
  const { jobs, files, clock, log, keepDays, maximumBytes } = deps;
  const stopped = new AbortController();
  let running: Promise<void> = Promise.resolve();

  const sweep = async (): Promise<number> => {
    const all = await files.list();
    const inUse = await jobs.filesInUse(
      all.map(({ hash }) => hash),
      clock.now() - DAY_MS,
    );
    const goners = chooseGoners(all, inUse, clock.now() - keepDays * DAY_MS, maximumBytes * FILL_SHARE);
    for (const { hash } of goners) await files.remove(hash);
    if (goners.length > 0) log.info({ files: goners.length }, 'old songs and covers were removed');
    const copies = await deps.removeOldCopies(clock.now() - keepDays * DAY_MS);
    if (copies > 0) log.info({ files: copies }, 'old copies of the database were removed');
    return goners.length;
  };

  const repeat = async (): Promise<void> => {
    while (!stopped.signal.aborted) {
      await sweep().catch((error: unknown) => log.error({ err: error }, 'old files could not be removed'));
      await clock.sleep(SWEEP_EVERY_MS, stopped.signal);
    }
  };

  return {
    start() {
      running = repeat().catch(() => {});
    },
    async stop() {
      stopped.abort(new Error('the bot stops'));
      await running;
    },
    sweep,
  };
}

/** What may go: files not used since `oldest`, and then the longest unused until the rest fits. `all` is oldest first. */
export function chooseGoners(
  all: readonly KeptFileUse[],
  inUse: ReadonlySet<string>,
  oldest: number,
  maximumBytes: number,
): KeptFileUse[] {
  let totalBytes = all.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  return all.filter(({ hash, sizeBytes, usedAt }) => {
    const goes = !inUse.has(hash) && (usedAt < oldest || totalBytes > maximumBytes);
    if (goes) totalBytes -= sizeBytes;
    return goes;
  });
}
