import { PermissionFlagsBits as Flags } from 'discord.js';
import type { PermissionName } from '../../errors.ts';

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

/** The permissions for posting a cover that the bot lacks there; none when it has all. */
export function missingPermissions(permissions: bigint, place: Place): PermissionName[] {
  if (permissions & Flags.Administrator) return [];
  const isKeptOut = place.isVoice === true && !(permissions & Flags.Connect);
  return (
    neededIn(place)
      .filter((name) => !(permissions & Flags[name]))
      // Who may not join is not shown the channel either, whatever was granted: there is one thing to be done about it.
      .filter((name) => !(isKeptOut && name === 'ViewChannel'))
  );
}

/** The permissions for posting a cover there. */
export function neededIn(place: Place): PermissionName[] {
  const { isThread, isLocked, opensThread = false, isVoice = false, hasModeratedTag = false } = place;
  return [
    'ViewChannel',
    ...(isVoice ? (['Connect'] as const) : []),
    isThread ? 'SendMessagesInThreads' : 'SendMessages',
    ...(opensThread ? (['CreatePublicThreads', 'SendMessagesInThreads'] as const) : []),
    ...((isThread && isLocked) || hasModeratedTag ? (['ManageThreads'] as const) : []),
    'AttachFiles',
    // A post that may or may not have arrived is looked for in the history.
    'ReadMessageHistory',
  ];
}
