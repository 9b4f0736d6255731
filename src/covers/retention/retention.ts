import type { Clock } from '../../clock.ts';
import { alone, type Duties } from '../../cluster/port.ts';
import type { FileHolder, Records } from '../../jobs/records.ts';
import type { Logger } from '../../logger.ts';
import type { Drafts, Files, KeptFileUse } from '../../store/port.ts';
import type { Uploads } from '../request/uploads.ts';

const DAY_MS = 24 * 3_600_000;
const SWEEP_EVERY_MS = 600_000;

/** Where the room runs out between two sweeps, another one is worth its look at every file only so often. */
const SWEEP_AT_MOST_EVERY_MS = 5_000;

/** A sweep leaves a tenth of the room free, so that nothing is refused before the next one. */
const FILL_SHARE = 0.9;

/** Takes are in our files before their job says so, and fetching them may be tried for long. */
const UNHELD_MS = 6 * 3_600_000;

export interface RetentionDeps {
  jobs: Pick<Records, 'holdersOf'>;
  files: Pick<Files, 'list' | 'remove' | 'tidy'>;
  drafts: Pick<Drafts, 'tidy'>;
  uploads: Pick<Uploads, 'among'>;
  /** Who does it, of several processes. Default: this one. */
  duties?: Duties;
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
  /** One pass, now; how many files went. */
  sweep(): Promise<number>;
  /** One pass that leaves room for so many bytes more, unless the last one was a moment ago. */
  makeRoom(bytes: number): Promise<void>;
}

/**
 * Lets go of songs and covers that are old, that nobody holds any more, or the longest unused ones when there are too many:
 * those of jobs that ended without a cover first.
 */
export function createRetention(deps: RetentionDeps): Retention {
  const { jobs, files, drafts, uploads, clock, log, keepDays, maximumBytes, duties = alone } = deps;
  const stopped = new AbortController();
  const startedAt = clock.now();
  let running: Promise<void> = Promise.resolve();
  let sweeping: Promise<number> | undefined;
  /** By the monotonic clock. */
  let sweptAt: number | undefined;

  /** What the process before this one left is nobody's any more, however new it is. What other processes have used, `Files` keeps. */
  const unheldBefore = () => (sweptAt === undefined ? startedAt : clock.now() - UNHELD_MS);

  const pass = async (moreBytes: number): Promise<number> => {
    await drafts.tidy();
    const all = await files.list();
    const hashes = all.map(({ hash }) => hash);
    // In this order: what a draft holds may be a job's by the time when jobs are asked.
    const ofDrafts = await uploads.among(hashes);
    const holders = await jobs.holdersOf(hashes);
    const expired = selectExpired(all, (hash) => holders.get(hash) ?? (ofDrafts.has(hash) ? 'draft' : undefined), {
      unheldBefore: unheldBefore(),
      unusedBefore: clock.now() - keepDays * DAY_MS,
      maximumBytes: Math.min(maximumBytes * FILL_SHARE, maximumBytes - moreBytes),
    });
    for (const { hash } of expired) await files.remove(hash, async () => isTakenUp(hash));
    await files.tidy();
    sweptAt = clock.monotonic();
    if (expired.length > 0) log.info({ files: expired.length }, 'old songs and covers were removed');
    const copies = await deps.removeOldCopies(clock.now() - keepDays * DAY_MS);
    if (copies > 0) log.info({ files: copies }, 'old copies of the database were removed');
    return expired.length;
  };

  /** By a draft or a job since they were looked at. */
  const isTakenUp = async (hash: string) =>
    (await uploads.among([hash])).size > 0 || (await jobs.holdersOf([hash])).get(hash) === 'unfinished';

  const sweep = (moreBytes = 0): Promise<number> => {
    sweeping ??= pass(moreBytes).finally(() => {
      sweeping = undefined;
    });
    return sweeping;
  };

  const sweepIfOurs = async () => {
    if (await duties.isOurs('retention')) await sweep();
  };

  const repeat = async (): Promise<void> => {
    while (!stopped.signal.aborted) {
      await sweepIfOurs().catch((error: unknown) => log.error({ err: error }, 'old files could not be removed'));
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
    sweep: () => sweep(),
    async makeRoom(bytes) {
      if (sweptAt === undefined || clock.monotonic() - sweptAt >= SWEEP_AT_MOST_EVERY_MS) await sweep(bytes);
    },
  };
}

export interface Limits {
  /** What nobody holds, and was used last before this, goes in any case. */
  unheldBefore: number;
  /** What was used last before this goes, unless something on its way needs it. */
  unusedBefore: number;
  maximumBytes: number;
}

/** What may go; `all` is oldest first. Nothing of jobs on their way or of drafts, and covers only after everything else. */
export function selectExpired(
  all: readonly KeptFileUse[],
  holderOf: (hash: string) => FileHolder | 'draft' | undefined,
  { unheldBefore, unusedBefore, maximumBytes }: Limits,
): KeptFileUse[] {
  const expired = new Set<KeptFileUse>();
  const held = all.map((file) => ({ file, holder: holderOf(file.hash) }));
  for (const { file, holder } of held) {
    if (holder === undefined && file.usedAt < unheldBefore) expired.add(file);
    if ((holder === 'ended' || holder === 'cover') && file.usedAt < unusedBefore) expired.add(file);
  }
  let bytes = all.reduce((sum, file) => sum + (expired.has(file) ? 0 : file.sizeBytes), 0);
  for (const turn of ['ended', 'cover'] as const) {
    for (const { file, holder } of held) {
      if (bytes <= maximumBytes) break;
      if (holder !== turn || expired.has(file)) continue;
      expired.add(file);
      bytes -= file.sizeBytes;
    }
  }
  return all.filter((file) => expired.has(file));
}
