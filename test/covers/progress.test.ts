import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createDurationStats } from '../../src/covers/duration-stats.ts';
import { createProgress } from '../../src/covers/progress.ts';
import { openDatabase } from '../../src/database.ts';
import type { Job } from '../../src/domain/job.ts';
import { jobMigrations } from '../../src/jobs/sqlite/migrations.ts';
import { createLogger } from '../../src/logger.ts';
import { acceptAndMove } from '../contracts/jobs/harness.ts';
import { candidateOf, steps } from '../contracts/jobs/job-parts.ts';
import { jobIn, openRest } from '../discord/bot-at-discord.ts';
import { openJobs } from '../support/open-jobs.ts';

/** What brings ends to requesters, on a real store and against the stand-in for Discord. */
async function openProgress() {
  const server = await openRest();
  const { clock, discord } = server;
  const folder = mkdtempSync(join(tmpdir(), 'coverband-test-'));
  const log = createLogger({ level: 'silent' });
  const database = openDatabase({ migrations: jobMigrations, file: join(folder, 'coverband.db'), log });
  const jobs = await openJobs({ database, clock, log });
  const times = await createDurationStats({ models: [], latest: { of: async () => [], save: async () => {} }, log });
  const progress = createProgress({
    jobs,
    runner: jobs,
    files: { has: async () => false },
    discord,
    times,
    slots: 1,
    clock,
    log,
  });
  onTestFinished(async () => {
    await progress.stop();
    database.close();
    rmSync(folder, { recursive: true });
  });
  /** Of which the private message is out of reach. */
  const fail = (): Promise<Job> => acceptAndMove(jobs, failing(), steps.failed());
  const cancel = (): Promise<Job> =>
    acceptAndMove(jobs, failing(), { to: 'cancelled', settle: { kind: 'refund' }, alarms: [] });
  const failing = () =>
    jobIn(server, {
      state: 'queued',
      progress: { applicationId: server.sandbox.applicationId, token: 'a-secret-token', expiresAt: clock.now() },
    });
  return { server, jobs, progress, fail, cancel };
}

describe('the next in line', () => {
  it.each([
    ['where the only slot is free', []],
    ['where the one at work has that slot', [steps.submitting(candidateOf('runware'))]],
    ['where the one at work has its takes', [steps.submitting(candidateOf('runware')), steps.delivering()]],
  ])('is told so, without a moment that may pass, %s', async (_, moves) => {
    const { server, jobs, progress } = await openProgress();
    const { clock, sandbox } = server;
    const token = { applicationId: sandbox.applicationId, token: 'a-secret-token', expiresAt: clock.now() + 60_000 };
    if (moves.length > 0)
      await acceptAndMove(jobs, jobIn(server, { id: '1', state: 'queued', progress: null }), ...moves);
    await progress.start();

    await jobs.accept(jobIn(server, { id: '2', state: 'queued', progress: token }), []);

    const shown = () => sandbox.log.of('PATCH', '/webhooks/:id/:token/messages/@original').map(({ body }) => body);
    await expect.poll(shown).toHaveLength(1);
    expect(JSON.stringify(shown())).toContain("You're up next…");
    expect(JSON.stringify(shown())).not.toContain('<t:');
  });
});

const ORIGINAL = '/webhooks/:id/:token/messages/@original';

describe('where a job stands', () => {
  async function openShown() {
    const opened = await openProgress();
    const { server, jobs, progress } = opened;
    const { sandbox, clock } = server;
    const patches = () => sandbox.log.of('PATCH', ORIGINAL);
    /** What reached Discord, which says that it knows no such message. */
    const shown = () =>
      patches()
        .filter(({ fault }) => fault === undefined)
        .map(({ body }) => JSON.stringify(body));
    await progress.start();
    const accept = async () => {
      const token = { applicationId: sandbox.applicationId, token: 'a-secret-token', expiresAt: clock.now() + 840_000 };
      const accepted = await jobs.accept(jobIn(server, { state: 'queued', progress: token }), []);
      if (!('job' in accepted)) throw new Error('not accepted');
      return accepted.job;
    };
    return { ...opened, clock, sandbox, patches, shown, accept };
  }

  it('is repeated with pauses until Discord takes it', async () => {
    const { sandbox, clock, shown, accept } = await openShown();
    sandbox.faults.add({ method: 'PATCH', route: ORIGINAL, kind: '500', times: 5 });

    await accept();
    await clock.runUntil(() => shown().length === 1);

    expect(shown()[0]).toContain("You're up next…");
    expect(shown()[0]).toContain('Cancel');
  });

  it('is repeated no sooner than Discord asks for', async () => {
    const { sandbox, clock, patches, accept } = await openShown();
    const fault = sandbox.faults.add({ method: 'PATCH', route: ORIGINAL, kind: '429', retryAfterSeconds: 8, times: 1 });

    await accept();
    await expect.poll(() => fault.hits).toBe(1);
    await clock.advance(7_000);
    expect(patches()).toHaveLength(1);
  });

  it('is shown at once the first time that it changes, and then every fifteen seconds at most', async () => {
    const { jobs, clock, shown, accept } = await openShown();
    const job = await accept();
    await expect.poll(shown).toHaveLength(1);

    const submitting = await jobs.change(job.id, job.version, steps.submitting(candidateOf('runware')));
    await expect.poll(shown).toHaveLength(2);

    await jobs.change(job.id, submitting?.version ?? 0, steps.delivering());
    await clock.advance(14_000);
    expect(shown()).toHaveLength(2);
    await clock.advance(2_000);
    await expect.poll(shown).toHaveLength(3);
  });

  it('is overtaken by what is true when an edit works again', async () => {
    const { sandbox, jobs, clock, shown, accept } = await openShown();
    const fault = sandbox.faults.add({ method: 'PATCH', route: ORIGINAL, kind: '500' });
    const job = await accept();
    await expect.poll(() => fault.hits).toBeGreaterThan(1);
    await jobs.change(job.id, job.version, steps.submitting(candidateOf('runware')));
    fault.remove();

    await clock.runUntil(() => shown().length > 0);

    expect(shown()).toHaveLength(1);
    expect(shown()[0]).not.toContain('in line');
  });

  it('is left alone where the message can no longer be edited', async () => {
    const { sandbox, clock, patches, accept } = await openShown();
    const refusal = { status: 404, code: 10_008, message: '' };
    sandbox.faults.add({ method: 'PATCH', route: ORIGINAL, kind: 'refusal', refusal });

    await accept();
    await expect.poll(patches).toHaveLength(1);
    await clock.advance(120_000);
    expect(patches()).toHaveLength(1);
  });
});

describe('the end of a job', () => {
  it('is told in the channel where the private message is out of reach, and the token is forgotten', async () => {
    const { server, jobs, progress, fail } = await openProgress();
    const { id } = await fail();
    await progress.tell(id);
    expect(server.channel.messages.map(({ pings }) => pings)).toEqual([[server.member.id]]);
    expect(await jobs.get(id)).toMatchObject({ state: 'failed', progress: null });
  });

  it('is tried in the private message all the same: whose clock is right only Discord knows', async () => {
    const { server, progress, fail } = await openProgress();
    const { id } = await fail();
    await server.clock.advance(3_600_000);
    await progress.tell(id);
    expect(server.sandbox.log.of('PATCH', '/webhooks/:id/:token/messages/@original')).toHaveLength(1);
    expect(server.channel.messages).toHaveLength(1);
  });

  it('is told there, too, when it was cancelled', async () => {
    const { server, progress, cancel } = await openProgress();
    const { id } = await cancel();
    await progress.tell(id);
    expect(server.channel.messages.map((message) => message.text())).toEqual([
      expect.stringMatching(/was cancelled\.$/),
    ]);
  });

  it('is told once, however often its alarm rings', async () => {
    const { server, progress, fail } = await openProgress();
    const { id } = await fail();
    await progress.tell(id);
    const asked = server.sandbox.log.entries.length;
    await progress.tell(id);
    expect(server.channel.messages).toHaveLength(1);
    expect(server.sandbox.log.entries).toHaveLength(asked);
  });

  it('rings again where Discord was away, and keeps the token until then', async () => {
    const { server, jobs, progress, fail } = await openProgress();
    const { id } = await fail();
    const fault = server.sandbox.faults.add({ route: /./, kind: '500' });
    await expect(progress.tell(id)).rejects.toMatchObject({ name: 'DiscordError' });
    expect((await jobs.get(id))?.progress).not.toBeNull();
    fault.remove();
    await progress.tell(id);
    expect(server.channel.messages).toHaveLength(1);
  });
});
