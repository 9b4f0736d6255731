import { describe, expect, it } from 'vitest';
import { createReportCover } from '../../../src/covers/library/report.ts';
import { createSqlJobs } from '../../../src/jobs/sql/jobs.ts';
import { createLogger } from '../../../src/logger.ts';
import { permissionBits } from '../../../src/sandbox/discord/permissions.ts';
import { createModerationStore } from '../../../src/store/moderation.ts';
import { createReports } from '../../../src/store/reports.ts';
import { createSettings } from '../../../src/store/settings.ts';
import { acceptAndPost } from '../../contracts/jobs/harness.ts';
import { jobIn, openRest } from '../../discord/bot-at-discord.ts';
import { useDatabase } from '../../store/use-database.ts';

const MESSAGES = '/channels/:id/messages';
const REASON = 'It insults Bob';

import { plainTerms } from '../../support/plain-settings.ts';

/** A posted cover in a server with a channel for reports, on a real store and against the stand-in for Discord. */
async function openReports() {
  const server = await openRest();
  const { clock, discord } = server;
  const lines: string[] = [];
  const log = createLogger({ level: 'info', destination: { write: (line) => void lines.push(line) } });
  const database = (await useDatabase()).open();
  const jobs = createSqlJobs({ database, clock, log });
  const desk = server.guild.addChannel({ name: 'desk' });
  const settings = createSettings({ database, terms: () => plainTerms({ reportChannelIds: [desk.id] }), clock, log });
  const reports = createReports({ database, clock });
  const job = await acceptAndPost(jobs, jobIn(server, { state: 'queued' }));
  const moderation = createModerationStore({ database });
  const removal = { takeDownOf: async () => ({ remixes: 0, song: 'blocked' }) as const };
  const reportCover = createReportCover({ jobs, reports, settings, moderation, removal, discord, clock, log });
  const reporter = { id: server.other.id, name: server.other.name };
  const logged = () => lines.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'a cover was reported');
  return {
    server,
    desk,
    jobs,
    job,
    reports,
    reporter,
    report: () => reportCover(job, reporter, REASON),
    lines,
    logged,
  };
}

describe('reporting a cover', () => {
  it('brings it to the server once, and knows from then on that this member has reported it', async () => {
    const { desk, job, reports, reporter, report } = await openReports();

    await expect(report()).resolves.toEqual({ delivered: true });
    await expect(report()).rejects.toMatchObject({ text: { key: 'cover.reportedAlready' } });

    expect(desk.messages).toHaveLength(1);
    expect(desk.messages[0]?.content).toContain(REASON);
    await expect(reports.of(reporter.id)).resolves.toEqual([job.id]);
  });

  it('is one message when it is sent twice at once', async () => {
    const { desk, report } = await openReports();
    await expect(Promise.all([report(), report()])).resolves.toEqual([{ delivered: true }, { delivered: true }]);
    expect(desk.messages).toHaveLength(1);
  });

  it('can be tried again where nobody could be reached', async () => {
    const { server, desk, report } = await openReports();
    desk.setOverwrites([{ id: server.sandbox.botUserId, type: 'member', deny: permissionBits.SEND_MESSAGES }]);
    server.guild.owner.closeDirectMessages();
    await expect(report()).resolves.toEqual({ delivered: false });

    desk.setOverwrites([]);

    await expect(report()).resolves.toEqual({ delivered: true });
    expect(desk.messages).toHaveLength(1);
  });

  it('can be tried again after Discord had trouble, and is one message whether that came to something or not', async () => {
    const { server, desk, report } = await openReports();
    server.sandbox.faults.add({ method: 'POST', route: MESSAGES, kind: '500', when: 'after', times: 1 });
    await expect(report()).resolves.toEqual({ delivered: false });

    await expect(report()).resolves.toEqual({ delivered: true });
    expect(desk.messages).toHaveLength(1);
  });

  it('is in the log with its cover and its reporter, and without what was written', async () => {
    const { server, job, reporter, report, lines, logged } = await openReports();
    server.sandbox.faults.add({ method: 'POST', route: MESSAGES, kind: '500', times: 1 });
    await report();

    expect(logged()).toMatchObject([{ jobId: job.id, reporterId: reporter.id, delivered: false }]);
    expect(lines.join()).not.toContain(REASON);
  });

  it('is refused where the cover has gone', async () => {
    const { jobs, job, reports, reporter, report } = await openReports();
    await jobs.removeCover(job.id);
    await expect(report()).rejects.toMatchObject({ text: { key: 'cover.gone' } });
    await expect(reports.of(reporter.id)).resolves.toEqual([]);
  });
});
