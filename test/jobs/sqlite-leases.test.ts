import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { DatabaseFullError, openDatabase, type SqliteDatabase } from '../../src/database.ts';
import { createSqlJobs } from '../../src/jobs/sql/jobs.ts';
import { jobMigrations } from '../../src/jobs/sql/migrations.ts';
import { createLogger } from '../../src/logger.ts';
import { soon } from '../contracts/jobs/harness.ts';
import { candidateOf, newcomer } from '../contracts/jobs/job-parts.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { openJobs } from '../support/open-jobs.ts';

async function openFile() {
  const folder = await mkdtemp(join(tmpdir(), 'coverband-leases-'));
  const log = createLogger({ level: 'silent' });
  const database = openDatabase({ migrations: jobMigrations, file: join(folder, 'coverband.db'), log });
  onTestFinished(async () => {
    database.close();
    await rm(folder, { recursive: true });
  });
  return { database, log };
}

it('lets go of a job and takes it again once the disk has room, though it was full when its work ended', async () => {
  const { database, log } = await openFile();
  const clock = createManualClock();
  let isFull = false;
  const store = <Tables>() => {
    const real = database.store<Tables>();
    const unlessFull =
      ({ write }: Pick<typeof real, 'write'>): typeof real.write =>
      (...work) =>
        isFull ? Promise.reject(new DatabaseFullError('the disk is full')) : write(...work);
    return { ...real, write: unlessFull(real), relaxed: { ...real.relaxed, write: unlessFull(real.relaxed) } };
  };
  const jobs = await openJobs({ database: { ...database, store } satisfies SqliteDatabase, clock, log });
  let runs = 0;
  jobs.work('make', async () => {
    runs += 1;
    isFull = runs === 1;
  });
  await jobs.accept(newcomer(1), []);
  jobs.start();
  await soon(() => expect(runs).toBe(1));
  for (let minute = 0; minute < 5; minute += 1) await clock.advance(60_000);
  expect(runs).toBe(1);

  isFull = false;

  await clock.runUntil(() => runs === 2);
});

it('is never told to wait for nothing, though a pause ends while it is being looked for', async () => {
  const { database, log } = await openFile();
  let reads = 0;
  // Time goes on with each look at the clock.
  const clock = { ...createManualClock(), monotonic: () => (reads += 7) };
  const jobs = createSqlJobs({ database, clock, log });
  const leases = jobs.leasesOf({ workerId: 'worker' });
  await leases.join();
  await jobs.accept(newcomer(1, { candidates: [candidateOf('p')] }), []);
  const held = { all: false, guilds: new Set<string>(), providers: new Set<string>() };
  const rules = { perGuild: 2, guildCaps: new Map(), slots: new Map(), held };
  const wish = { rules, room: { make: 1 }, perGuild: { prepare: 1, deliver: 1 } };
  let { claims, nextInMs } = await leases.claim(wish);

  for (let failures = 1; failures <= 5; failures += 1) {
    const [lease] = claims;
    if (!lease) throw new Error('nothing was claimed');
    ({ claims, nextInMs } = await leases.claim(wish, [{ lease, outcome: 'failed' }]));
    while (claims.length === 0) {
      expect(nextInMs).toBeDefined();
      ({ claims, nextInMs } = await leases.claim(wish));
    }
  }
});
