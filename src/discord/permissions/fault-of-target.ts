import type { ChannelUse, TargetFault } from '../port.ts';
import { chooseTag } from '../posting/choose-tag.ts';
import { oneLine } from '../views/parts/user-text.ts';
import { missingPermissions } from './missing-permissions.ts';
import {
  type GuildFacts,
  hindranceIn,
  isForum,
  isThread,
  isVoice,
  type MemberFacts,
  permissionsIn,
  takesThreads,
} from './permissions.ts';
import type { ChannelRecord } from './target-facts.ts';

const TAGS_MAXIMUM = 200;

export interface TargetScene {
  guild: GuildFacts;
  bot: MemberFacts;
  /** With the overwrites that count for it. */
  channel: ChannelRecord;
  now: number;
}

/** What keeps the bot from posting covers in a channel of a kind that takes them; undefined: nothing. */
export function faultOfTarget(
  { guild, bot, channel, now }: TargetScene,
  { forumTag, opensThread }: Pick<ChannelUse & { kind: 'covers' }, 'forumTag' | 'opensThread'>,
): TargetFault | undefined {
  const hindrance = hindranceIn(guild, channel, bot, now);
  if (hindrance === 'timedOut') return { kind: 'timedOut', until: bot.timedOutUntil ?? 0 };
  if (hindrance !== undefined) return { kind: 'missing', missing: [hindrance] };

  const choice = isForum(channel.type) ? chooseTag(channel, forumTag) : undefined;
  const missing = missingPermissions(permissionsIn(guild, channel, bot, now), {
    isThread: isThread(channel.type),
    isLocked: channel.isLocked,
    isVoice: isVoice(channel.type),
    opensThread: opensThread && takesThreads(channel.type),
    hasModeratedTag: choice?.kind === 'ok' && choice.tag?.isModerated === true,
  });
  if (missing.length > 0) return { kind: 'missing', missing };
  return choice?.kind === 'none' ? { kind: 'noTag', tags: namesOf(channel) } : undefined;
}

/** As they stand in a message, as many as there is room for. */
function namesOf({ tags }: ChannelRecord): string[] {
  const names = tags.map(({ name }) => oneLine(name, TAGS_MAXIMUM)).filter((name) => name !== '');
  const shown = names.filter((_, index) => names.slice(0, index + 1).join().length <= TAGS_MAXIMUM);
  return shown.length < names.length ? [...shown, '…'] : names;
}
