import { channelIn } from '../permissions/channel-in.ts';
import type { TargetFacts } from '../permissions/target-facts.ts';
import type { ToldAction } from '../port.ts';
import { actionView } from '../views/moderation/action-view.ts';
import { type SendOptions, sendToChannel } from './send-message.ts';

/** Says what a moderator did in the first of the channels that is in the server. False where it could not be said. */
export async function sendAction(
  { facts, ...options }: SendOptions & { facts: TargetFacts },
  told: ToldAction,
  signal: AbortSignal,
): Promise<boolean> {
  const { action, guildId, channelIds } = told;
  const channelId = await channelIn(facts, guildId, channelIds, signal);
  if (channelId === undefined) return false;
  const purpose = `moderation:${action.id}:${action.undoneAt === null ? 'done' : 'undone'}`;
  return sendToChannel(options, channelId, { view: actionView(told), purpose, pings: [] }, signal);
}
