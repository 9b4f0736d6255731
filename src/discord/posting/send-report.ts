import { channelIn } from '../permissions/channel-in.ts';
import type { TargetFacts } from '../permissions/target-facts.ts';
import type { Report } from '../port.ts';
import { reportView } from '../views/covers/report-view.ts';
import { type SendOptions, sendToChannel, sendToMember } from './send-message.ts';

/** Brings a report to the channel for reports, else to the server's owner. False when neither is possible. */
export async function sendReport(
  { facts, ...options }: SendOptions & { facts: TargetFacts },
  report: Report,
  signal: AbortSignal,
): Promise<boolean> {
  const { job, reporter, channelIds } = report;
  const purpose = `report:${job.id}:${reporter.id}`;
  const message = { view: reportView(report), purpose, pings: [] };
  const channelId = await channelIn(facts, job.guildId, channelIds, signal);
  if (channelId !== undefined && (await sendToChannel(options, channelId, message, signal))) return true;
  const guild = await facts.guild(job.guildId, 'cached', signal);
  return (
    typeof guild !== 'string' &&
    sendToMember(options, guild.ownerId, { ...message, view: reportView(report, 'direct') }, signal)
  );
}
