import { text } from '../../locales/text.ts';
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

/** What keeps the bot from posting covers in a channel of a kind that takes them, in the words of a language; undefined: nothing. */
export function faultOfTarget(
  { guild, bot, channel, now }: TargetScene,
  { forumTag, opensThread }: Pick<ChannelUse & { kind: 'covers' }, 'forumTag' | 'opensThread'>,
  locale: string,
): TargetFault | undefined {
  const hindrance = hindranceIn(guild, channel, bot, now);
  if (hindrance === 'timedOut') return { kind: 'timedOut', until: bot.timedOutUntil ?? 0 };
  if (hindrance !== undefined) return { kind: 'missing', missing: text(locale, `permission.${hindrance}`) };

  const choice = isForum(channel.type) ? chooseTag(channel, forumTag) : undefined;
  const missing = missingPermissions(
    permissionsIn(guild, channel, bot, now),
    {
      isThread: isThread(channel.type),
      isLocked: channel.isLocked,
      isVoice: isVoice(channel.type),
      opensThread: opensThread && takesThreads(channel.type),
      hasModeratedTag: choice?.kind === 'ok' && choice.tag?.isModerated === true,
    },
    locale,
  );
  if (missing !== undefined) return { kind: 'missing', missing };
  return choice?.kind === 'none' ? { kind: 'noTag', tags: namesOf(channel) } : undefined;
}

/** As they stand in a message. */
function namesOf({ tags }: ChannelRecord): string {
  return oneLine(tags.map(({ name }) => name.trim()).join(', '), TAGS_MAXIMUM);
}
