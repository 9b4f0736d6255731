import { describeFault } from '../../../covers/describe-fault.ts';
import type { ChannelFault } from '../../../discord/port.ts';
import { type Finding, fail, ok } from '../finding.ts';

export interface OperatorDeskToCheck {
  /** OPERATOR_GUILDS and OPERATOR_CHANNEL. */
  guildIds: readonly string[];
  channelId: string | null;
  /** Servers that the bot is in. */
  ownGuildIds: ReadonlySet<string>;
  /** What keeps the bot from posting in a channel. */
  faultOf(channelId: string): Promise<ChannelFault | undefined>;
}

/** What a notice needs there, of all that a cover needs. */
const NEEDED: ReadonlySet<string> = new Set(['ViewChannel', 'SendMessages', 'SendMessagesInThreads', 'Connect']);

/** Whether /cover-operator can be typed somewhere, and whoever runs the bot be told of what needs them. */
export async function checkOperatorDesk(desk: OperatorDeskToCheck): Promise<Finding[]> {
  const { guildIds, channelId, ownGuildIds, faultOf } = desk;
  const findings = guildIds.map((id) => {
    const name = `server ${id}`;
    if (ownGuildIds.has(id)) return ok(name, 'OPERATOR_GUILDS: the bot is in it');
    return fail(
      name,
      'OPERATOR_GUILDS: the bot is not in it, so /cover-operator cannot be typed there',
      'add the bot there, or take the id out',
    );
  });
  if (channelId !== null) findings.push(findingOf(channelId, await faultOf(channelId)));
  return findings;
}

function findingOf(id: string, fault: ChannelFault | undefined): Finding {
  const name = `channel ${id}`;
  const isHarmless =
    fault === undefined ||
    fault.kind === 'noTag' ||
    (fault.kind === 'missing' && !fault.missing.some((permission) => NEEDED.has(permission)));
  if (isHarmless) return ok(name, 'OPERATOR_CHANNEL: can be written in');
  return fail(
    name,
    `OPERATOR_CHANNEL: ${fault.kind === 'wrongKind' ? 'nothing can be written in this kind of channel' : describeFault(fault, 'reports')}`,
    'change it in the channel’s settings, or choose another one in OPERATOR_CHANNEL',
  );
}
