import { randomUUID } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createCards } from '../../src/cluster/cards.ts';
import { createDurationStats } from '../../src/covers/duration-stats.ts';
import { createProgress } from '../../src/covers/progress/progress.ts';
import { createLogger } from '../../src/logger.ts';
import { createOperatorChoices } from '../../src/store/operator-choices.ts';
import { candidateOf, steps } from '../contracts/jobs/job-parts.ts';
import { jobIn, openRest } from '../discord/bot-at-discord.ts';
import { openJobs } from '../support/open-jobs.ts';
import { createTestDatabase, hasPostgres } from './use-postgres.ts';

const ORIGINAL = '/webhooks/:id/:token/messages/@original';
const LASTS_MS = 30_000;

/** Two processes that both show where a cover stands, and a cover that waits. */
async function openTwo() {
  const server = await openRest();
  const { clock, sandbox, discord } = server;
  const test = await createTestDatabase();
  onTestFinished(() => test.drop());
  const log = createLogger({ level: 'silent' });
  const openOne = async () => {
    const opened = await test.open();
    onTestFinished(() => opened.close());
    const database = { ...opened, leaseNow: () => Math.floor(clock.monotonic()) };
    const workerId = randomUUID();
    const jobs = await openJobs({ database, clock, log, workerId, lastsMs: LASTS_MS });
    await jobs.leasesOf({ workerId, lastsMs: LASTS_MS }).join();
    const cards = createCards({ database, workerId });
    const progress = createProgress({
      jobs,
      runner: jobs,
      files: { has: async () => false },
      discord,
      operatorChoices: await createOperatorChoices({ database, log }),
      times: await createDurationStats({ models: [], latest: { of: async () => [], add: async () => [] }, log }),
      slots: 1,
      isShared: true,
      cards,
      clock,
      log,
    });
    onTestFinished(() => progress.stop());
    return { jobs, cards, progress };
  };
  const [one, other] = [await openOne(), await openOne()];
  const token = { applicationId: sandbox.applicationId, token: 'a-secret-token', expiresAt: clock.now() + 840_000 };
  const job = jobIn(server, { state: 'queued', progress: token });
  await one.jobs.accept(job, []);
  return {
    server,
    job,
    one,
    other,
    edits: () => sandbox.log.of('PATCH', ORIGINAL).map(({ body }) => JSON.stringify(body)),
    cards: () => test.query('SELECT * FROM cards'),
  };
}

describe.skipIf(!hasPostgres)('the private message of a cover that several processes show', () => {
  it('is edited once for each thing that there is to say', async () => {
    const { server, job, one, other, edits } = await openTwo();
    const { clock } = server;
    await Promise.all([one.progress.start(), other.progress.start()]);
    await expect.poll(edits).toHaveLength(1);
    await clock.runUntil(() => clock.monotonic() > 25_000);
    expect(edits()).toHaveLength(1);

    await other.jobs.change(job.id, 0, steps.submitting(candidateOf('runware')));
    await expect.poll(edits).toHaveLength(2);
    await clock.runUntil(() => clock.monotonic() > 60_000);
    expect(edits()).toHaveLength(2);
    expect(edits()[1]).toContain('Making your cover');
  });

  it('shows its end once nobody else changes it, and is nothing to keep after that', async () => {
    const { server, job, one, other, edits, cards } = await openTwo();
    const { clock } = server;
    await other.cards.takeCard(job.id);
    await one.jobs.change(job.id, 0, steps.failed());
    let isTold = false;
    const told = one.progress.tell(job.id).then(() => {
      isTold = true;
    });
    await clock.runUntil(() => clock.monotonic() > 5_000);
    expect(edits()).toEqual([]);

    await other.cards.leaveCard(job.id, 'in line');
    await clock.runUntil(() => isTold);
    await told;
    expect(edits()).toHaveLength(1);
    await expect(cards()).resolves.toEqual([]);
    await other.progress.start();
    await clock.runUntil(() => clock.monotonic() > 30_000);
    expect(edits()).toHaveLength(1);
  });
});
