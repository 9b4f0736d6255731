import type { Interaction } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { permissionBits } from '../../../src/sandbox/discord/permissions.ts';
import { startBot } from './support/bot.ts';
import { connectRaw } from './support/raw-gateway.ts';
import { openStage } from './support/sandbox-with-bot.ts';

const GUILDS = 1 << 0;

/** A server in which one role opens a channel that is closed to others. */
async function openWithRole() {
  const stage = await openStage();
  const { guild } = stage;
  const role = guild.addRole({ name: 'fans', permissions: permissionBits.MANAGE_MESSAGES });
  const fan = guild.addMember({ name: 'Fay', roles: [role] });
  const attic = guild.addChannel({
    name: 'attic',
    overwrites: [
      { id: guild.id, type: 'role', deny: permissionBits.VIEW_CHANNEL },
      { id: role.id, type: 'role', allow: permissionBits.VIEW_CHANNEL },
    ],
  });
  return { ...stage, role, fan, attic };
}

describe('a role that is deleted', () => {
  it('is gone from its server, from those who had it, and from what they may do', async () => {
    const { discord, guild, role, fan, attic, channel } = await openWithRole();
    const seen: unknown[] = [];
    const client = await startBot(discord, async (interaction: Interaction) => {
      if (!interaction.isChatInputCommand()) return;
      seen.push(interaction.memberPermissions?.has('ManageMessages'));
      await interaction.reply('pong');
    });
    await client.application.commands.set([{ name: 'ping', description: 'Answers' }]);
    await fan.slash(attic, 'ping');

    guild.deleteRole(role);

    await fan.slash(channel, 'ping');
    expect(seen).toEqual([true, false]);
    await expect(fan.slash(attic, 'ping')).rejects.toThrow();
    expect(guild.roles.map(({ id }) => id)).not.toContain(role.id);
    expect(fan.roleIds).not.toContain(role.id);
  });

  it('is told to those alone who asked for what happens to servers', async () => {
    const { discord, guild, role } = await openWithRole();
    const [told, untold] = [await connectRaw(discord), await connectRaw(discord)];
    await told.identify({ intents: GUILDS });
    await untold.identify();

    guild.deleteRole(role);

    const { d } = await told.receive(({ t }) => t === 'GUILD_ROLE_DELETE');
    expect(d).toEqual({ guild_id: guild.id, role_id: role.id });
    untold.send({ op: 1, d: null });
    await untold.receive(({ op }) => op === 11);
    expect(untold.packets.map(({ t }) => t)).not.toContain('GUILD_ROLE_DELETE');
  });

  it('is deleted by a bot that may manage roles, and by no other', async () => {
    const { discord, guild, role, api } = await openWithRole();
    const path = `/guilds/${guild.id}/roles/${role.id}`;
    expect(await api('DELETE', path)).toMatchObject({ status: 403, body: { code: 50013 } });
    guild.setBotPermissions(permissionBits.MANAGE_ROLES | permissionBits.VIEW_CHANNEL);
    const client = await startBot(discord);

    await client.rest.delete(`/guilds/${guild.id}/roles/${role.id}`);

    expect(guild.roles.map(({ id }) => id)).not.toContain(role.id);
    expect(await api('DELETE', path)).toMatchObject({ status: 404, body: { code: 10011 } });
    expect(await api('DELETE', `/guilds/${guild.id}/roles/${guild.id}`)).toMatchObject({
      status: 400,
      body: { code: 50028 },
    });
  });
});
