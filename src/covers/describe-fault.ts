import type { ChannelFault, ChannelUse } from '../discord/port.ts';

const WRONG_KIND: Readonly<Record<ChannelUse['kind'], string>> = {
  covers:
    'covers cannot be posted in this kind of channel; give a text, announcement, forum, media or voice channel, or a thread',
  reports: 'reports cannot be posted in this kind of channel; give a text, announcement or voice channel, or a thread',
};

/** What keeps a channel from being used, in words for the operator. */
export function describeFault(fault: ChannelFault, kind: ChannelUse['kind']): string {
  switch (fault.kind) {
    case 'gone':
      return 'there is no such channel';
    case 'hidden':
      return 'the bot does not see it: it needs View Channel there (and Connect, where people talk in it), or somebody who adds it to a private thread';
    case 'wrongKind':
      return WRONG_KIND[kind];
    case 'timedOut':
      return `the bot is in time-out there until ${new Date(fault.until).toISOString()}`;
    case 'missing':
      return `the bot lacks there: ${fault.missing.join(', ')}`;
    case 'noTag':
      return fault.tags.length === 0
        ? 'each post in it needs a tag, and it has none'
        : `each post in it needs a tag: set REMIX_TAG to one of its own, which are ${fault.tags.join(', ')}`;
  }
}
