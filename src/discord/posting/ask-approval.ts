import { DiscordError } from '../../errors.ts';
import { channelIn } from '../permissions/channel-in.ts';
import type { TargetFacts } from '../permissions/target-facts.ts';
import type { AskedApproval, PostedTake } from '../port.ts';
import { approvalView } from '../views/moderation/approval-view.ts';
import { type SendOptions, sendToChannel } from './send-message.ts';

/** Shows a cover to the moderators in their channel, to be heard there. False where that cannot be done for good. */
export async function askApproval(
  { facts, ...options }: SendOptions & { facts: TargetFacts },
  asked: AskedApproval,
  signal: AbortSignal,
): Promise<boolean> {
  const { job, channelIds, takes } = asked;
  const channelId = await channelIn(facts, job.guildId, channelIds, signal);
  if (channelId === undefined) return false;
  const send = (shown: readonly PostedTake[]) => {
    const view = approvalView({ ...asked, takes: shown });
    return sendToChannel(options, channelId, { view, purpose: `approval:${job.id}`, pings: [] }, signal);
  };
  try {
    return await send(takes);
  } catch (error) {
    if (!(error instanceof DiscordError) || error.code !== 'tooLarge') throw error;
    return send([]);
  }
}
