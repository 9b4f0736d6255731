import type { MemberText } from '../../errors.ts';
import type { MemberBlock } from '../moderation/moderation.ts';
import type { GuildSettings } from './guild-settings.ts';

/** Who asks for something to be made, and where. */
export interface AskedAt {
  guildId: string;
  channelId: string;
  /** Of a thread, the channel that it belongs to. */
  parentChannelId: string | null;
  roleIds: readonly string[];
  /** In milliseconds; null where Discord does not say. */
  joinedAt: number | null;
  now: number;
}

type Rules = Pick<GuildSettings, 'channelIds' | 'allowedRoleIds' | 'deniedRoleIds' | 'membershipMinutes'>;

/** Why a server does not let a member have anything made here; undefined where it does. *May not* beats all. */
export function refusalToAsk(rules: Rules, asked: AskedAt): MemberText | undefined {
  const { channelIds, allowedRoleIds, deniedRoleIds, membershipMinutes } = rules;
  if (hasAnyRole(asked, deniedRoleIds)) return { key: 'policy.roleDenied', params: {} };
  if (allowedRoleIds.length > 0 && !hasAnyRole(asked, allowedRoleIds)) {
    return { key: 'policy.roleNeeded', params: { roleIds: allowedRoleIds } };
  }
  if (!isChannelOpen(rules, asked)) return { key: 'policy.notHere', params: { channelIds } };
  const mayAt = (asked.joinedAt ?? 0) + membershipMinutes * 60_000;
  return membershipMinutes > 0 && mayAt > asked.now ? { key: 'policy.tooNew', params: { mayAt } } : undefined;
}

/** What a member reads whom moderators have blocked: until when, and whom to ask. */
export function blockedText(
  { until }: Pick<MemberBlock, 'until'>,
  settings: Pick<GuildSettings, 'moderatorRoleIds'> | undefined,
): MemberText {
  return { key: 'policy.blocked', params: { until, roleIds: settings?.moderatorRoleIds ?? [] } };
}

/** Whether a server has covers asked for in a channel, or in a thread of it. */
export function isChannelOpen(
  { channelIds }: Pick<GuildSettings, 'channelIds'>,
  { channelId, parentChannelId }: Pick<AskedAt, 'channelId' | 'parentChannelId'>,
): boolean {
  if (channelIds.length === 0 || channelIds.includes(channelId)) return true;
  return parentChannelId !== null && channelIds.includes(parentChannelId);
}

/** Everybody has the role whose id is the server's. */
export function hasAnyRole({ guildId, roleIds }: Pick<AskedAt, 'guildId' | 'roleIds'>, wanted: readonly string[]) {
  return wanted.some((id) => id === guildId || roleIds.includes(id));
}
