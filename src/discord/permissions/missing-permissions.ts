import { PermissionFlagsBits as Flags } from 'discord.js';
import { text } from '../../locales/text.ts';

/** Where a cover is to be posted. */
export interface Place {
  isThread: boolean;
  /** Only those who manage threads can write in a locked one. */
  isLocked: boolean;
  /** A thread is opened there first. */
  opensThread?: boolean;
  /** It is the chat of a channel to talk in. */
  isVoice?: boolean;
  /** It is a forum, and the tag of the post is one that only those who manage threads may give. */
  hasModeratedTag?: boolean;
}

/** The permissions for posting a cover that the bot lacks there, by name; undefined when it has all. */
export function missingPermissions(permissions: bigint, place: Place, locale: string): string | undefined {
  if (permissions & Flags.Administrator) return undefined;
  const isKeptOut = place.isVoice === true && !(permissions & Flags.Connect);
  const missing = neededIn(place)
    .filter(([bit]) => (permissions & bit) !== bit)
    // Who may not join is not shown the channel either, whatever was granted: there is one thing to be done about it.
    .filter(([bit]) => !(isKeptOut && bit === Flags.ViewChannel));
  return missing.length === 0 ? undefined : missing.map(([, key]) => text(locale, key)).join(', ');
}

function neededIn({ isThread, isLocked, opensThread = false, isVoice = false, hasModeratedTag = false }: Place) {
  return [
    [Flags.ViewChannel, 'permission.viewChannel'] as const,
    ...(isVoice ? [[Flags.Connect, 'permission.connect'] as const] : []),
    isThread
      ? ([Flags.SendMessagesInThreads, 'permission.sendMessagesInThreads'] as const)
      : ([Flags.SendMessages, 'permission.sendMessages'] as const),
    ...(opensThread
      ? [
          [Flags.CreatePublicThreads, 'permission.createPublicThreads'] as const,
          [Flags.SendMessagesInThreads, 'permission.sendMessagesInThreads'] as const,
        ]
      : []),
    ...((isThread && isLocked) || hasModeratedTag ? [[Flags.ManageThreads, 'permission.manageThreads'] as const] : []),
    [Flags.AttachFiles, 'permission.attachFiles'] as const,
    // A post that may or may not have arrived is looked for in the history.
    [Flags.ReadMessageHistory, 'permission.readMessageHistory'] as const,
  ];
}
