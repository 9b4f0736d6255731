import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClock } from '../../src/clock.ts';
import { type Database, openDatabase } from '../../src/database.ts';
import type { Job, Move } from '../../src/domain/job.ts';
import { jobMigrations } from '../../src/jobs/sql/migrations.ts';
import { createLogger } from '../../src/logger.ts';
import { aCharge, candidateOf, guild, newcomer, steps } from '../contracts/jobs/job-parts.ts';
import { type Jobs, openJobs } from '../support/open-jobs.ts';
import { percentile } from './percentile.ts';

export const PROVIDER = 'instant';
const SLOTS = 8;
const COVERS = 1_000;
const SERVERS = 50;
const BIG = 400;
const SMALL_SERVERS = 20;
const PER_SMALL_SERVER = 2;

/**
 * The records of jobs and what hands them out, on a disk, with a provider and a Discord that answer at once: what is left is what
 * keeping them costs. Each cover is charged to its server and its member.
 */
export async function benchEngine(): Promise<string[]> {
  return [await throughput(), await fairness()];
}

async function throughput(): Promise<string> {
  const engine = await onDisk(4);
  const accepting: number[] = [];
  const acceptedFrom = performance.now();
  for (let n = 0; n < COVERS; n += 1) {
    const from = performance.now();
    await engine.accept(n, `server-${n % SERVERS}`);
    accepting.push(performance.now() - from);
  }
  const acceptedIn = performance.now() - acceptedFrom;
  const madeFrom = performance.now();
  engine.jobs.start();
  await engine.delivered(COVERS);
  const madeIn = performance.now() - madeFrom;
  await engine.close();
  return (
    `jobs on disk: ${perSecond(COVERS, acceptedIn)} accepted (median ${percentile(accepting, 0.5).toFixed(2)} ms, ` +
    `p99 ${percentile(accepting, 0.99).toFixed(2)} ms), then ${perSecond(COVERS, madeIn)} from their turn to their end`
  );
}

/** One large server asks first; each small one waits no longer than is fair. */
async function fairness(): Promise<string> {
  const engine = await onDisk(SLOTS);
  const small: string[] = [];
  for (let n = 0; n < BIG; n += 1) await engine.accept(n, 'big');
  for (let n = 0; n < SMALL_SERVERS * PER_SMALL_SERVER; n += 1) {
    small.push(await engine.accept(BIG + n, `small-${n % SMALL_SERVERS}`));
  }
  engine.jobs.start();
  await engine.delivered(BIG + small.length);
  const last = Math.max(...small.map((id) => engine.begun.indexOf(id)));
  const bigBefore = engine.begun.slice(0, last).filter((id) => !small.includes(id)).length;
  await engine.close();
  return `one server with ${BIG} jobs before ${SMALL_SERVERS} with ${PER_SMALL_SERVER}: ${bigBefore} of the large one were begun before the last of the small ones`;
}

export interface EngineOptions {
  /** How many covers a server may have under way. */
  perGuild: number;
  /** How many may be under way at the provider. */
  slots?: number;
  database: Database;
  /** Of several that share the database. */
  shared?: { workerId: string; lastsMs: number };
  close(): Promise<void>;
}

async function onDisk(perGuild: number) {
  const folder = mkdtempSync(join(tmpdir(), 'coverband-bench-'));
  const log = createLogger({ level: 'silent' });
  const database = openDatabase({ migrations: jobMigrations, file: join(folder, 'coverband.db'), log });
  return openEngine({
    perGuild,
    database,
    async close() {
      database.close();
      rmSync(folder, { recursive: true });
    },
  });
}

/** Covers that are made and posted at once, as far as what keeps them lets them. */
export async function openEngine({ perGuild, slots = SLOTS, database, shared, close }: EngineOptions) {
  const log = createLogger({ level: 'silent' });
  const jobs = await openJobs({
    database,
    clock: createClock(),
    log,
    perGuild,
    slots: new Map([[PROVIDER, slots]]),
    deliveries: slots,
    ...shared,
  });
  const begun: string[] = [];
  let ended = 0;
  jobs.work('make', async (job, { candidate }) => {
    begun.push(job.id);
    const submitting = await mustMove(jobs, job, steps.submitting(candidate));
    const generating = await mustMove(jobs, submitting, steps.generating());
    await mustMove(jobs, generating, steps.unprepared());
  });
  jobs.work('prepare', async (job) => void (await mustMove(jobs, job, steps.delivering())));
  jobs.work('deliver', async (job) => {
    const posting = await mustMove(jobs, job, steps.posting(1));
    await mustMove(jobs, posting, steps.delivered(`message-${job.id}`));
    ended += 1;
  });
  return {
    jobs,
    /** In the order in which their turns came. */
    begun,
    ended: () => ended,
    async accept(n: number, guildId: string): Promise<string> {
      const job = newcomer(n, {
        ...guild(guildId),
        channelId: `channel-${guildId}`,
        candidates: [candidateOf(PROVIDER)],
      });
      const scopes = [
        { name: 'guild', id: guildId },
        { name: 'member', id: `${guildId}:ada` },
      ] as const;
      await jobs.accept(
        job,
        scopes.map((scope) => aCharge({ scope })),
      );
      return job.id;
    },
    async delivered(count: number): Promise<void> {
      while (ended < count) await new Promise((resolve) => setImmediate(resolve));
    },
    async close(): Promise<void> {
      await jobs.stop();
      await close();
    },
  };
}

async function mustMove(jobs: Pick<Jobs, 'change'>, job: Job, move: Move): Promise<Job> {
  const moved = await jobs.change(job.id, job.version, move);
  if (!moved) throw new Error(`${job.id} was moved by somebody else`);
  return moved;
}

export function perSecond(count: number, ms: number): string {
  return `${Math.round((count / ms) * 1_000).toLocaleString('en-US')} a second`;
}
