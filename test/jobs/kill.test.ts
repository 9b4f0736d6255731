import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '../../src/database.ts';
import { createSqlJobs } from '../../src/jobs/sql/jobs.ts';
import { jobMigrations } from '../../src/jobs/sql/migrations.ts';
import { createLogger } from '../../src/logger.ts';
import { aCharge } from '../contracts/jobs/job-parts.ts';
import { createManualClock } from '../support/manual-clock.ts';

it('has every job and every charge that was accepted before the process was killed', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'coverband-kill-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, 'coverband.db');
  const script = join(import.meta.dirname, 'process/accept-without-end.ts');
  const child = spawn(process.execPath, [script, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const exited = once(child, 'exit');
  const accepted: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    accepted.push(line);
    if (accepted.length === 25) child.kill('SIGKILL');
  }
  await expect(exited).resolves.toEqual([null, 'SIGKILL']);

  const log = createLogger({ level: 'silent' });
  const database = openDatabase({ migrations: jobMigrations, file, log });
  onTestFinished(() => database.close());
  const jobs = createSqlJobs({ database, clock: createManualClock(), log });

  const found = (await jobs.unfinished()).map(({ id }) => id);
  expect(accepted.length).toBeGreaterThanOrEqual(25);
  expect(found.slice(0, accepted.length)).toEqual(accepted);
  await expect(jobs.usage(aCharge().scope, aCharge().window.key)).resolves.toMatchObject({ count: found.length });
});
