import { PermissionFlagsBits as Flags } from 'discord.js';

/** What the bot needs wherever it posts; `missing-permissions.ts` has what each is for. */
const ALWAYS =
  Flags.ViewChannel | Flags.SendMessages | Flags.SendMessagesInThreads | Flags.AttachFiles | Flags.ReadMessageHistory;

/** Where an operator adds the bot to a server: with what it needs as it is set up, and nothing else. */
export function inviteLink(applicationId: string, { opensThreads }: { opensThreads: boolean }): string {
  const permissions = opensThreads ? ALWAYS | Flags.CreatePublicThreads : ALWAYS;
  // Written by hand, since URLSearchParams writes the plus sign in another way than people know this address by.
  return `https://discord.com/oauth2/authorize?client_id=${applicationId}&scope=bot+applications.commands&permissions=${permissions}`;
}
