import { channelIn } from '../permissions/channel-in.ts';
import type { TargetFacts } from '../permissions/target-facts.ts';
import type { ToldSettings } from '../port.ts';
import { settingsLogView } from '../views/settings/settings-log-view.ts';
import { type SendOptions, sendToChannel } from './send-message.ts';

/** Says who has changed which settings in each of the channels that is in the server. False where none of them took it. */
export async function sendSettings(
  { facts, ...options }: SendOptions & { facts: TargetFacts },
  told: ToldSettings,
  signal: AbortSignal,
): Promise<boolean> {
  const view = settingsLogView(told);
  const sent = await Promise.all(
    told.channelIds.map(async (channelId) => {
      const message = { view, purpose: `settings:${told.changeId}:${channelId}`, pings: [] };
      const isThere = (await channelIn(facts, told.guildId, [channelId], signal)) !== undefined;
      return isThere && sendToChannel(options, channelId, message, signal);
    }),
  );
  return sent.includes(true);
}
