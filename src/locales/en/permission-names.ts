import type { PermissionName } from '../../errors.ts';

/** As Discord calls them where they are given. */
const permissionNames: Record<PermissionName, string> = {
  ViewChannel: 'View Channel',
  Connect: 'Connect',
  SendMessages: 'Send Messages',
  SendMessagesInThreads: 'Send Messages in Threads',
  AttachFiles: 'Attach Files',
  ReadMessageHistory: 'Read Message History',
  CreatePublicThreads: 'Create Public Threads',
  ManageThreads: 'Manage Threads',
};

export function permissionTitle(name: PermissionName): string {
  return permissionNames[name];
}
