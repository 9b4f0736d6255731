import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openDatabase } from '../../src/database.ts';
import type { Job, Take } from '../../src/domain/job.ts';
import { createSqliteJobs } from '../../src/jobs/sqlite/jobs.ts';
import { createLogger } from '../../src/logger.ts';
import { createFiles } from '../../src/store/files.ts';
import { acceptAndMove } from '../contracts/jobs/harness.ts';
import { candidateOf, steps } from '../contracts/jobs/job-parts.ts';
import { jobIn, openRest, postingOf } from '../discord/stage.ts';
import { aTake } from '../support/a-cover.ts';

const signal = new AbortController().signal;

/** Covers on record and in a channel: a real store, and the stand-in for Discord. */
export async function openCovers() {
  const server = await openRest();
  const { clock, discord } = server;
  const folder = mkdtempSync(join(tmpdir(), 'coverband-test-'));
  const log = createLogger({ level: 'silent' });
  const database = openDatabase({ file: join(folder, 'coverband.db'), log });
  onTestFinished(() => {
    database.close();
    rmSync(folder, { recursive: true });
  });
  const jobs = createSqliteJobs({ database, clock, log, caps: { perGuild: 2, perProvider: () => 4 } });
  const files = createFiles({ folder: join(folder, 'files'), download: nothingToFetch, clock });
  let count = 0;
  let kept = 0;

  /** The next job, as it is accepted. */
  const next = (changes: Partial<Job> = {}): Job => {
    count += 1;
    const id = String(1_000_000_000_000_000_000n + BigInt(count));
    return jobIn(server, { id, state: 'queued', acceptedAt: clock.now(), ...changes });
  };
  /** A cover that is posted. */
  const post = async (changes: Partial<Job> = {}, takes: Take[] = [aTake()]): Promise<Job> => {
    const job = next(changes);
    const { messageId } = await discord.post(job, postingOf(10), () => true, signal);
    const delivering = { ...steps.delivering(), set: { takes, delivery: { startedAt: null, messageId: null } } };
    return acceptAndMove(jobs, job, steps.submitting(candidateOf('p')), delivering, steps.delivered(messageId));
  };
  /** A file of the store that is like no other one. */
  const keepFile = () => {
    kept += 1;
    const path = join(folder, 'made');
    writeFileSync(path, Buffer.alloc(1_000 + kept));
    return files.adopt(path);
  };
  const isPosted = (job: Job) => server.channel.messages.some(({ id }) => id === job.delivery?.messageId);
  return { ...server, database, log, jobs, files, next, post, keepFile, isPosted };
}

async function nothingToFetch(): Promise<never> {
  throw new Error('all that this needs is here');
}
