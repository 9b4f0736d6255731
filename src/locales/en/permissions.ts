import type { PermissionName } from '../../errors.ts';

type Names = { [Name in PermissionName as `permission.${Name}`]: () => string };

/** Permissions, as Discord calls them where they are given. */
export const permissions = (): Names => ({
  'permission.ViewChannel': () => 'View Channel',
  'permission.Connect': () => 'Connect',
  'permission.SendMessages': () => 'Send Messages',
  'permission.SendMessagesInThreads': () => 'Send Messages in Threads',
  'permission.AttachFiles': () => 'Attach Files',
  'permission.ReadMessageHistory': () => 'Read Message History',
  'permission.CreatePublicThreads': () => 'Create Public Threads',
  'permission.ManageThreads': () => 'Manage Threads',
});
