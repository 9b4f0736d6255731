import { PermissionFlagsBits as Flags } from 'discord.js';
import { text } from '../locales/text.ts';

/** Where a cover is to be posted. */
export interface Place {
  isThread: boolean;
  /** Only those who manage threads can write in a locked one. */
  isLocked: boolean;
  /** A thread is opened there first. */
  opensThread?: boolean;
}

/** The permissions for posting a cover that the bot lacks there, by name; undefined when it has all. */
export function missingPermissions(permissions: bigint, place: Place, locale: string): string | undefined {
  if (permissions & Flags.Administrator) return undefined;
  const missing = neededIn(place).filter(([bit]) => (permissions & bit) !== bit);
  return missing.length === 0 ? undefined : missing.map(([, key]) => text(locale, key)).join(', ');
}

function neededIn({ isThread, isLocked, opensThread = false }: Place) {
  return [
    [Flags.ViewChannel, 'permission.viewChannel'] as const,
    isThread
      ? ([Flags.SendMessagesInThreads, 'permission.sendMessagesInThreads'] as const)
      : ([Flags.SendMessages, 'permission.sendMessages'] as const),
    ...(opensThread
      ? [
          [Flags.CreatePublicThreads, 'permission.createPublicThreads'] as const,
          [Flags.SendMessagesInThreads, 'permission.sendMessagesInThreads'] as const,
        ]
      : []),
    ...(isThread && isLocked ? [[Flags.ManageThreads, 'permission.manageThreads'] as const] : []),
    [Flags.AttachFiles, 'permission.attachFiles'] as const,
    // A post that may or may not have arrived is looked for in the history.
    [Flags.ReadMessageHistory, 'permission.readMessageHistory'] as const,
  ];
}
