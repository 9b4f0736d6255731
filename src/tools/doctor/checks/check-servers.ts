import { describeFault } from '../../../covers/describe-fault.ts';
import type { GuildReach } from '../../../discord/inspection/reach-in-guild.ts';
import { type Finding, fail, ok, skipped, warn } from '../finding.ts';

export interface ServersToCheck {
  /** Those that the bot is in. */
  guildIds: ReadonlySet<string>;
  /** Those that ALLOWED_GUILDS names, which come first. */
  allowedIds: readonly string[];
  /** Whether others may use the bot as well. */
  othersMayTry: boolean;
  reachIn(guildId: string): Promise<'absent' | GuildReach>;
}

/** Three requests each; more would take minutes. */
const MOST = 100;

/** Whether the bot can post covers anywhere in each server. That some channels are closed to it is as usual. */
export async function checkServers(servers: ServersToCheck): Promise<Finding[]> {
  const { guildIds, allowedIds, othersMayTry, reachIn } = servers;
  const allowed = [...new Set(allowedIds)];
  const others = othersMayTry ? [...guildIds].filter((id) => !allowed.includes(id)) : [];
  const there = [...allowed.filter((id) => guildIds.has(id)), ...others];
  const findings = allowed.filter((id) => !guildIds.has(id)).map(absent);
  for (const id of there.slice(0, MOST)) findings.push(findingOf(id, await reachIn(id)));
  if (there.length > MOST) findings.push(skipped('servers', `${there.length - MOST} more were not looked at`));
  if (findings.length > 0) return findings;
  return [
    warn(
      'servers',
      'the bot is in no server that may use it',
      'add it to yours by the invite in the README, "Going live"',
    ),
  ];
}

function absent(id: string): Finding {
  return warn(
    `server ${id}`,
    'is named in ALLOWED_GUILDS, and the bot is not in it',
    'add the bot there, or take the id out',
  );
}

function findingOf(id: string, reach: 'absent' | GuildReach): Finding {
  if (reach === 'absent') return absent(id);
  const name = `server ${id}`;
  const { channels, open, fault } = reach;
  if (open > 0) return ok(name, `covers can be posted in ${open} of ${channels} channels`);
  if (fault?.kind === 'timedOut')
    return fail(name, describeFault(fault, 'covers'), 'have a moderator end the time-out');
  return fail(
    name,
    `covers can be posted in none of its channels${fault ? `: ${describeFault(fault, 'covers')}` : ''}`,
    'grant the bot’s role what it needs there (README, "Permissions"), or open the invite once more',
  );
}
