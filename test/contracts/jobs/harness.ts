import { onTestFinished, vi } from 'vitest';
import type { Database } from '../../../src/database.ts';
import type { Job, JobState, Move } from '../../../src/domain/job.ts';
import type { Lease, WorkHandler } from '../../../src/jobs/runner.ts';
import type { SqlJobs } from '../../../src/jobs/sql/jobs.ts';
import type { JobTables } from '../../../src/jobs/sql/tables.ts';
import type { JobStore } from '../../../src/jobs/store.ts';
import type { ManualClock } from '../../support/manual-clock.ts';
import type { Jobs } from '../../support/open-jobs.ts';
import { candidateOf, steps } from './job-parts.ts';

export interface JobsCaps {
  perGuild: number;
  /** Covers at once at each provider. */
  perProvider: number;
  deliveries: number;
}

/** One implementation of the port with its storage, as the contract needs it. */
export interface JobsHarness {
  clock: ManualClock;
  /** Opens the jobs on the storage; the first time it is empty. */
  open(): Promise<Jobs>;
  /** Opens the same storage once more, beside what is open. */
  openAnother(): Promise<SqlJobs>;
  /** Everything that ran is gone, as after a crash, and the jobs are opened again on what was written. */
  reopenAfterCrash(): Promise<Jobs>;
  /** Changes a record beside the bot, as another release would that knows more. */
  rewrite(id: string, change: (record: Record<string, unknown>) => Record<string, unknown>): Promise<void>;
  close(): Promise<void>;
}

/** Writes another record in the place of one, and its state where that is searched by. */
export async function rewriteIn(
  database: Database,
  id: string,
  change: (record: Record<string, unknown>) => Record<string, unknown>,
): Promise<void> {
  const { sql } = database.store<JobTables>();
  const { record } = await sql.selectFrom('jobs').select('record').where('id', '=', id).executeTakeFirstOrThrow();
  const changed = change(JSON.parse(record));
  const columns = { record: JSON.stringify(changed), state: changed.state as JobState };
  await sql.updateTable('jobs').set(columns).where('id', '=', id).execute();
}

export type CreateJobsHarness = (caps: JobsCaps) => Promise<JobsHarness>;

/** A harness that is closed at the end of the test. */
export async function useHarness(create: CreateJobsHarness, caps: Partial<JobsCaps> = {}) {
  const harness = await create({ perGuild: 2, perProvider: 4, deliveries: 4, ...caps });
  onTestFinished(() => harness.close());
  return { harness, clock: harness.clock, jobs: await harness.open() };
}

/** What moving a job takes. */
type JobWrites = Pick<JobStore, 'accept' | 'change' | 'get'>;

/** Accepts without charges and brings the job through some moves; returns it as it is then. */
export async function acceptAndMove(jobs: JobWrites, job: Job, ...moves: Move[]): Promise<Job> {
  await jobs.accept(job, []);
  let present = job;
  for (const move of moves) present = await mustChange(jobs, present, move);
  return present;
}

/** Brings a new job through all of it to a posted cover; without charges. */
export function acceptAndPost(jobs: JobWrites, job: Job): Promise<Job> {
  return acceptAndMove(jobs, job, steps.submitting(candidateOf('p')), steps.delivering(), steps.delivered());
}

export async function mustChange(jobs: JobWrites, job: Job, move: Move): Promise<Job> {
  const changed = await jobs.change(job.id, job.version, move);
  if (!changed) throw new Error(`${job.id} was moved by somebody else`);
  return changed;
}

/** Moves a job from what it is at present. */
export async function moveNow(jobs: JobWrites, id: string, move: Move): Promise<Job> {
  const job = await jobs.get(id);
  if (!job) throw new Error(`there is no ${id}`);
  return mustChange(jobs, job, move);
}

interface Run {
  job: Job;
  lease: Lease;
  end(): void;
  fail(error: Error): void;
}

/** A handler whose runs last until the test ends them, and that remembers all of them. */
export function createHeldHandler() {
  const runs: Run[] = [];
  const running = new Set<Run>();

  const handler: WorkHandler = (job, lease) =>
    new Promise((resolve, reject) => {
      const run: Run = {
        job,
        lease,
        end() {
          running.delete(run);
          resolve();
        },
        fail(error) {
          running.delete(run);
          reject(error);
        },
      };
      runs.push(run);
      running.add(run);
      lease.signal.addEventListener('abort', () => run.fail(lease.signal.reason));
    });

  return {
    handler,
    runs,
    started: () => runs.map(({ job }) => job.id),
    /** By id: of those that begin together, nobody says which one is first. */
    running: () => [...running].map(({ job }) => job.id).toSorted(),
    /** The run of this job that has not ended; throws when there is none. */
    runOf(id: string): Run {
      const found = [...running].find(({ job }) => job.id === id);
      if (!found) throw new Error(`nobody works on ${id}`);
      return found;
    },
  };
}

/** Waits, in real time, for what comes about without the clock. */
export function soon(assertion: () => void | Promise<void>): Promise<void> {
  return vi.waitFor(assertion, { interval: 1, timeout: 5_000 });
}

/** Lets everything happen that could, over ten minutes. */
export async function tenMinutes(clock: ManualClock): Promise<void> {
  for (let minute = 0; minute < 10; minute += 1) await clock.advance(60_000);
}
