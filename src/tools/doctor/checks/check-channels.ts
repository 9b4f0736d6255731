import { describeFault } from '../../../covers/describe-fault.ts';
import type { ChannelFault, ChannelUse } from '../../../discord/port.ts';
import { type Finding, fail, ok } from '../finding.ts';

export interface ChannelsToCheck {
  /** The setting that names them. */
  setting: string;
  ids: readonly string[];
  use: ChannelUse;
}

/** Whether the channels in the settings can be used as they are meant. */
export async function checkChannels(
  channels: readonly ChannelsToCheck[],
  faultOf: (channelId: string, use: ChannelUse) => Promise<ChannelFault | undefined>,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { setting, ids, use } of channels) {
    for (const id of ids) {
      const fault = await faultOf(id, use);
      const name = `channel ${id}`;
      const advice = `change it in the channel’s settings, or choose another one in ${setting}`;
      findings.push(
        fault
          ? fail(name, `${setting}: ${describeFault(fault, use.kind)}`, advice)
          : ok(name, `${setting}: can be used`),
      );
    }
  }
  return findings;
}
