import { DiscordError } from '../../errors.ts';
import type { TargetFacts } from '../permissions/target-facts.ts';
import type { Warning } from '../port.ts';
import { warningView } from '../views/moderation/warning-view.ts';
import { type SendOptions, sendToMember } from './send-message.ts';

/** Tried once. Null where it may have arrived. */
export async function sendWarning(
  { facts, ...options }: SendOptions & { facts: TargetFacts },
  { job, reason, actionId }: Warning,
  signal: AbortSignal,
): Promise<boolean | null> {
  try {
    const guild = await facts.guild(job.guildId, 'cached', signal);
    const view = warningView({ job, reason, guildName: typeof guild === 'string' ? null : (guild.name ?? null) });
    return await sendToMember(options, job.requester.id, { view, purpose: `warn:${actionId}`, pings: [] }, signal);
  } catch (error) {
    if (error instanceof DiscordError) return error.code === 'unknown' ? null : false;
    if (signal.aborted) return null;
    throw error;
  }
}
