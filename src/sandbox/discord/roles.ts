import type { GuildRecord, World } from './records.ts';

/** Takes a role from the guild, from all who have it, and from what channels say of it. */
export function removeRole(world: World, guild: GuildRecord, roleId: string): void {
  guild.roles.delete(roleId);
  for (const member of guild.members.values()) member.roleIds = member.roleIds.filter((id) => id !== roleId);
  for (const channel of world.channels.values()) {
    if (channel.guildId === guild.id) channel.overwrites = channel.overwrites.filter(({ id }) => id !== roleId);
  }
  world.events.emit({ type: 'roleDeleted', guildId: guild.id, roleId });
  world.events.emit({ type: 'membersChanged', guildId: guild.id });
}

/** It lasts as long as the guild, or as the bot that it came with. */
export function isLasting(guild: GuildRecord, roleId: string): boolean {
  return roleId === guild.id || guild.roles.get(roleId)?.managed === true;
}
