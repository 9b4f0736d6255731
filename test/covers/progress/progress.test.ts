import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createDurationStats } from '../../../src/covers/duration-stats.ts';
import { createProgress } from '../../../src/covers/progress/progress.ts';
import { openDatabase } from '../../../src/database.ts';
import type { Job } from '../../../src/domain/job.ts';
import { jobMigrations } from '../../../src/jobs/sql/migrations.ts';
import { createLogger } from '../../../src/logger.ts';
import { createOperatorChoices } from '../../../src/store/operator-choices.ts';
import { acceptAndMove } from '../../contracts/jobs/harness.ts';
import { candidateOf, steps } from '../../contracts/jobs/job-parts.ts';
import { jobIn, openRest } from '../../discord/bot-at-discord.ts';
import { aTake } from '../../support/build-cover.ts';
import { openJobs } from '../../support/open-jobs.ts';

/** What brings ends to requesters, on a real store and against the stand-in for Discord. */
async function openProgress() {
  const server = await openRest();
  const { clock, discord } = server;
  const folder = mkdtempSync(join(tmpdir(), 'coverband-test-'));
  const log = createLogger({ level: 'silent' });
  const database = openDatabase({ migrations: jobMigrations, file: join(folder, 'coverband.db'), log });
  const jobs = await openJobs({ database, clock, log });
  const times = await createDurationStats({ models: [], latest: { of: async () => [], add: async () => [] }, log });
  const progress = createProgress({
    jobs,
    runner: jobs,
    files: { has: async () => false },
    discord,
    operatorChoices: await createOperatorChoices({ database, log }),
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
    ['at once where the only slot is free', [], 'Starting now…'],
    [
      'when the one at work is done, where it has that slot',
      [steps.submitting(candidateOf('runware'))],
      'Starts in about 1 min',
    ],
    [
      'at once where the one at work has its takes',
      [steps.submitting(candidateOf('runware')), steps.delivering()],
      'Starting now…',
    ],
  ])('should start %s', async (_, moves, words) => {
    const { server, jobs, progress } = await openProgress();
    const { clock, sandbox } = server;
    const token = { applicationId: sandbox.applicationId, token: 'a-secret-token', expiresAt: clock.now() + 840_000 };
    if (moves.length > 0)
      await acceptAndMove(jobs, jobIn(server, { id: '1', state: 'queued', progress: null }), ...moves);
    await progress.start();

    await jobs.accept(jobIn(server, { id: '2', state: 'queued', progress: token }), []);

    const shown = () => sandbox.log.of('PATCH', '/webhooks/:id/:token/messages/@original').map(({ body }) => body);
    await expect.poll(shown).toHaveLength(1);
    expect(JSON.stringify(shown())).toContain(words);
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

    expect(shown()[0]).toContain('Starting now…');
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

  it('is still shown of a wish that was accepted right before the bot is asked to stop', async () => {
    const { progress, shown, accept } = await openShown();
    await accept();
    await progress.stop();
    expect(shown()).toEqual([expect.stringContaining('Starting now…')]);
  });

  it('keeps no bot that is asked to stop waiting for a Discord that does not answer', async () => {
    const { progress, sandbox, clock, patches, accept } = await openShown();
    sandbox.faults.add({ method: 'PATCH', route: ORIGINAL, kind: 'hang', when: 'before' });
    await accept();
    await expect.poll(patches).toHaveLength(1);
    let hasStopped = false;
    const stopping = progress.stop().then(() => {
      hasStopped = true;
    });
    await clock.runUntil(() => hasStopped);
    await stopping;
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

  it('is edited eight times at most however long it takes, and says goodbye before its message is out of reach', async () => {
    const { sandbox, jobs, clock, patches, accept } = await openShown();
    sandbox.faults.add({ method: 'PATCH', route: ORIGINAL, kind: 'odd', odd: {} });
    const sent = () => patches().map(({ body }) => JSON.stringify(body));
    const job = await accept();
    await expect.poll(sent).toHaveLength(1);
    const { set, ...move } = steps.submitting(candidateOf('runware'));
    const task = set?.task && { ...set.task, submittedAt: clock.now() };
    await jobs.change(job.id, job.version, { ...move, set: { ...set, ...(task && { task }) } });

    await clock.runUntil(() => sent().some((body) => body.includes('Still going')), { withinMs: 840_000 });
    await clock.advance(600_000);

    expect(sent().length).toBeLessThanOrEqual(7);
    expect(sent().at(-1)).toContain("Still going – I'll ping you here when it's ready.");
    expect(sent().at(-2)).toContain('Taking longer than usual');
    expect(sent().filter((body) => /left|Nearly done/.test(body)).length).toBeGreaterThan(1);
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

  it('hands over once what was made and not posted, after it is on disk that its requester knows', async () => {
    const { server, jobs, progress } = await openProgress();
    const { sandbox, clock } = server;
    sandbox.faults.add({ method: 'PATCH', route: ORIGINAL, kind: 'odd', odd: {} });
    let tokenAtHandOver: Promise<Job | undefined> | undefined;
    const link = { url: 'https://cdn.example/take.mp3', expiresAt: null };
    const job = jobIn(server, {
      state: 'queued',
      progress: { applicationId: sandbox.applicationId, token: 'a-secret-token', expiresAt: clock.now() + 840_000 },
    });
    const { id } = await acceptAndMove(
      jobs,
      job,
      steps.submitting(candidateOf('runware')),
      { ...steps.delivering(), set: { ...steps.delivering().set, takes: [aTake({ link })] } },
      steps.failed(),
    );
    const onHit = () => {
      tokenAtHandOver = jobs.get(id);
    };
    const handedOver = sandbox.faults.add({
      method: 'POST',
      route: '/webhooks/:id/:token',
      kind: 'odd',
      odd: {},
      onHit,
    });

    await progress.tell(id);
    await progress.tell(id);

    expect(handedOver.hits).toBe(1);
    expect((await tokenAtHandOver)?.progress).toBeNull();
    expect(server.channel.messages).toEqual([]);
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
