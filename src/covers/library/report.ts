import { createHash } from 'node:crypto';
import type { Clock } from '../../clock.ts';
import type { Discord } from '../../discord/port.ts';
import type { Job } from '../../domain/job.ts';
import { UserError } from '../../errors.ts';
import type { Library } from '../../jobs/library.ts';
import type { Logger } from '../../logger.ts';
import type { ModerationStore, Reports, SettingsStore } from '../../store/port.ts';
import type { Removal } from './removal.ts';

/**
 * Brings a member's report of a cover to whoever looks after the server, once for each member and cover. `delivered` is false
 * where nobody could be reached: it can be given again, and the log says who reported what. Throws `UserError`.
 */
export type ReportCover = (
  job: Job,
  reporter: { id: string; name: string },
  reason: string,
) => Promise<{ delivered: boolean }>;

export interface ReportDeps {
  jobs: Pick<Library, 'cover'>;
  reports: Reports;
  settings: SettingsStore;
  moderation: Pick<ModerationStore, 'saveReport'>;
  removal: Pick<Removal, 'takeDownOf'>;
  discord: Pick<Discord, 'report'>;
  clock: Clock;
  log: Logger;
}

const TIMEOUT_MS = 20_000;

export function createReportCover(deps: ReportDeps): ReportCover {
  const { jobs, reports, settings, moderation, removal, discord, clock, log } = deps;
  return async function reportCover(job, reporter, reason) {
    const cover = await jobs.cover(job.id);
    if (!cover) throw new UserError({ key: 'cover.gone', params: {} });
    if ((await reports.of(reporter.id)).includes(job.id)) {
      throw new UserError({ key: 'cover.reportedAlready', params: {} });
    }
    const { reportChannelIds: channelIds } = await settings.get(job.guildId);
    const at = clock.now();
    const written = { id: reportId(job.id, reporter.id), guildId: job.guildId, jobId: job.id, reporter, reason };
    // Before it is sent: its buttons may be pressed at once.
    await moderation.saveReport({ ...written, at });
    const takeDown = await removal.takeDownOf(job, { kind: 'moderator' });
    const report = { ...written, job, cover, takeDown, channelIds };
    const delivered = await discord.report(report, clock.deadline(TIMEOUT_MS)).catch((error: unknown) => {
      log.warn({ err: error, jobId: job.id }, 'a report could not be brought to the server');
      return false;
    });
    // Only now: what was cut off before it arrived must not count. Sent twice at once, it is the same message for Discord.
    if (delivered) await reports.add(job.id, reporter.id, at);
    log.warn({ jobId: job.id, guildId: job.guildId, reporterId: reporter.id, delivered }, 'a cover was reported');
    return { delivered };
  };
}

/** The same for the same cover and member; short enough for the custom ids of its buttons. */
function reportId(jobId: string, reporterId: string): string {
  return createHash('sha256').update(`${jobId}:${reporterId}`).digest('base64url').slice(0, 16);
}
