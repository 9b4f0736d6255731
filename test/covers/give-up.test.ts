import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createGiveUp } from '../../src/covers/give-up.ts';
import { createMake, UNKNOWN_DEADLINE_MS } from '../../src/covers/make.ts';
import { createTimes } from '../../src/covers/times.ts';
import { openDatabase } from '../../src/database.ts';
import type { Job } from '../../src/domain/job.ts';
import { chargesOf } from '../../src/domain/new-job.ts';
import { createGuardedFetch } from '../../src/http-guard.ts';
import { createSqliteJobs } from '../../src/jobs/sqlite/jobs.ts';
import { createLogger } from '../../src/logger.ts';
import type { Provider } from '../../src/providers/port.ts';
import { createRunware } from '../../src/providers/runware/runware.ts';
import { startRunwareSandbox } from '../../src/sandbox/providers/runware.ts';
import { serveFile } from '../bench/serve-file.ts';
import { aJob, aReference } from '../support/a-job.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { measureSong, renderQuickly, songOf } from '../support/stage.ts';

const log = createLogger({ level: 'silent' });
const limits = { guildMonth: { micros: 1_000_000 }, memberDay: { count: 10 } };

/** The steps of a cover on a real store, with Runware as it would be if it could not be asked. */
async function openWorkshop() {
  const clock = createManualClock();
  const folder = mkdtempSync(join(tmpdir(), 'coverband-test-'));
  const database = openDatabase({ file: join(folder, 'coverband.db'), log });
  const jobs = createSqliteJobs({ database, clock, log, caps: { perGuild: 2, perProvider: () => 4 } });
  const runware = await startRunwareSandbox({ clock, render: renderQuickly, measure: measureSong });
  const http = createGuardedFetch({ trustedOrigins: [], log });
  const files = { path: async () => undefined };
  const client = createRunware({ apiKey: runware.apiKey, baseUrl: runware.baseUrl, http, files, clock });
  const { lookup: _, ...provider } = client satisfies Provider;
  const song = await serveFile((await songOf(7)).data);

  jobs.onAlarm('unknownDeadline', createGiveUp({ jobs, clock }));
  jobs.onAlarm('tell', async () => {});
  jobs.work(
    'make',
    createMake({
      jobs,
      files: { ...files, keep: unused, list: unused, remove: unused },
      prober: { probe: unused, close: unused },
      discord: { checkTarget: async () => ({ kind: 'ok' }) },
      providers: new Map([['runware', { provider, watch: unused }]]),
      times: createTimes(),
      clock,
      random: () => 0,
      newTaskId: () => crypto.randomUUID(),
      log,
    }),
  );
  jobs.work('deliver', unused);
  jobs.start();
  onTestFinished(async () => {
    await jobs.stop();
    database.close();
    await Promise.all([http.close(), runware.close(), song.close()]);
    rmSync(folder, { recursive: true });
  });
  const reference = aReference({ link: { url: song.url, expiresAt: clock.now() + 86_400_000 } });
  const job: Job = { ...aJob({ reference }), acceptedAt: clock.now(), notBefore: clock.now() };
  return { clock, jobs, runware, job };
}

async function unused(): Promise<never> {
  throw new Error('no step of this test comes here');
}

describe('a paid request that was cut off at a provider that cannot be asked', () => {
  it('is never sent again: after 15 minutes the count is given back and the money taken as spent', async () => {
    const { clock, jobs, runware, job } = await openWorkshop();
    runware.faults.add({ taskType: 'audioInference', kind: 'reset', when: 'after' });
    await jobs.accept(job, chargesOf(job, limits));

    await clock.runUntil(async () => (await jobs.get(job.id))?.state === 'unknown');
    const [guild] = chargesOf(job, limits);
    if (!guild) throw new Error('a job charges its server');
    expect(await jobs.usage(guild.scope, guild.window.key)).toEqual({ count: 1, micros: 150_000 });

    await clock.runUntil(async () => (await jobs.get(job.id))?.state === 'failed', { stepMs: 10_000 });
    const ended = await jobs.get(job.id);
    expect(ended?.failure).toEqual({ key: 'provider.presumedSpent', params: { provider: 'runware' } });
    expect(ended?.timeline.at(-1)?.at).toBeGreaterThanOrEqual((ended?.task?.submittedAt ?? 0) + UNKNOWN_DEADLINE_MS);
    expect(await jobs.usage(guild.scope, guild.window.key)).toEqual({ count: 0, micros: 150_000 });
    expect(runware.paidRequests()).toBe(1);
  });
});
