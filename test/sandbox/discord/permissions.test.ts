import { describe, expect, it } from 'vitest';
import { allPermissions, permissionBits as bits, botPermissions } from '../../../src/sandbox/discord/permissions.ts';
import { commands } from './support/interactions.ts';
import { connectRaw } from './support/raw-gateway.ts';
import { idOf, openStage, type Stage } from './support/sandbox-with-bot.ts';

const post = ({ api }: Stage, channelId: string, more = {}) =>
  api('POST', `/channels/${channelId}/messages`, { body: { content: 'hi' }, ...more });

describe('the bot', () => {
  it.each([
    ['an unknown channel', '/channels/1/messages', 404, 10003],
    ['an unknown guild', '/guilds/1', 404, 10004],
    ['an unknown user', '/users/1', 404, 10013],
    ['an unknown route', '/nothing', 404, 0],
  ])('is told of %s', async (_what, path, status, code) => {
    const { api } = await openStage();
    expect(await api('GET', path)).toMatchObject({ status, body: { code } });
  });

  it('is told of a wrong token', async () => {
    const { api } = await openStage();
    expect(await api('GET', '/users/@me', { token: 'wrong' })).toMatchObject({ status: 401, body: { code: 0 } });
  });

  it.each([
    ['View Channel', bits.VIEW_CHANNEL, {}, 50001],
    ['Send Messages', bits.SEND_MESSAGES, {}, 50013],
    ['Attach Files', bits.ATTACH_FILES, { files: [{ name: 'a', data: new Uint8Array(1) }] }, 50013],
    ['Embed Links', bits.EMBED_LINKS, { body: { embeds: [{ title: 'x' }] } }, 50013],
  ])('needs %s', async (_what, bit, more, code) => {
    const stage = await openStage();
    expect((await post(stage, stage.channel.id, more)).status).toBe(200);
    stage.guild.setBotPermissions(botPermissions & ~bit);
    expect(await post(stage, stage.channel.id, more)).toMatchObject({ status: 403, body: { code } });
  });

  it('reads nothing of the past without Read Message History', async () => {
    const stage = await openStage();
    const path = `/channels/${stage.channel.id}/messages`;
    const id = idOf(await post(stage, stage.channel.id));
    stage.guild.setBotPermissions(botPermissions & ~bits.READ_MESSAGE_HISTORY);
    expect(await stage.api('GET', path)).toMatchObject({ status: 200, body: [] });
    expect(await stage.api('GET', `${path}/${id}`)).toMatchObject({ status: 403, body: { code: 50013 } });
    const reply = { body: { content: 'x', message_reference: { message_id: id } } };
    expect(await post(stage, stage.channel.id, reply)).toMatchObject({ status: 400, body: { code: 160002 } });
  });

  it('has what overwrites leave it: everyone first, then roles, then itself', async () => {
    const stage = await openStage();
    const { guild, channel, discord, api } = stage;
    const deny = { type: 'role', id: guild.id, deny: bits.SEND_MESSAGES } as const;
    const { body } = await api('GET', `/guilds/${guild.id}/members/${discord.botUserId}`);
    const [botRole = ''] = (body as { roles: string[] }).roles;
    const allowRole = { type: 'role', id: botRole, allow: bits.SEND_MESSAGES } as const;
    const denyBot = { type: 'member', id: discord.botUserId, deny: bits.SEND_MESSAGES } as const;
    const statusWith = async (...overwrites: Parameters<typeof channel.setOverwrites>[0]) => {
      channel.setOverwrites(overwrites);
      return (await post(stage, channel.id)).status;
    };
    expect(await statusWith(deny)).toBe(403);
    expect(await statusWith(allowRole, deny)).toBe(200);
    expect(await statusWith(denyBot, allowRole, deny)).toBe(403);
    guild.setBotPermissions(bits.ADMINISTRATOR);
    expect(await statusWith(denyBot)).toBe(200);
  });

  it('has the rights of the parent in a thread, but its own one to write', async () => {
    const stage = await openStage();
    const thread = stage.guild.addThread({ name: 'thread', parent: stage.channel });
    stage.guild.setBotPermissions(botPermissions & ~bits.SEND_MESSAGES);
    expect((await post(stage, thread.id)).status).toBe(200);
    stage.channel.setOverwrites([{ type: 'role', id: stage.guild.id, deny: bits.SEND_MESSAGES_IN_THREADS }]);
    expect(await post(stage, thread.id)).toMatchObject({ status: 403, body: { code: 50013 } });
    stage.channel.setOverwrites([{ type: 'role', id: stage.guild.id, deny: bits.VIEW_CHANNEL }]);
    expect(await post(stage, thread.id)).toMatchObject({ status: 403, body: { code: 50001 } });
    stage.channel.delete();
    expect(await post(stage, thread.id)).toMatchObject({ status: 404, body: { code: 10003 } });
  });

  it('has no access where it was kicked, until it is invited again', async () => {
    const stage = await openStage();
    const { api, guild, channel, discord } = stage;
    guild.kickBot();
    const application = `/applications/${discord.applicationId}/guilds/${guild.id}/commands`;
    expect(await post(stage, channel.id)).toMatchObject({ status: 403, body: { code: 50001 } });
    expect(await api('GET', `/guilds/${guild.id}`)).toMatchObject({ status: 404, body: { code: 10004 } });
    expect(await api('GET', `/guilds/${guild.id}/roles`)).toMatchObject({ status: 404, body: { code: 10004 } });
    expect(await api('PUT', application, { body: [] })).toMatchObject({ status: 403, body: { code: 50001 } });
    await expect(stage.member.slash(channel, 'go')).rejects.toThrow('not in this server');
    guild.inviteBot();
    expect((await post(stage, channel.id)).status).toBe(200);
  });

  it('cannot write to a member who has closed direct messages', async () => {
    const stage = await openStage();
    const { api, guild, discord } = stage;
    const closed = guild.addMember({ name: 'Closed', dmsClosed: true });
    const open = (id: string) => api('POST', '/users/@me/channels', { body: { recipient_id: id } });
    expect(await post(stage, idOf(await open(closed.id)))).toMatchObject({ status: 403, body: { code: 50007 } });
    const channelId = idOf(await open(stage.member.id));
    expect(idOf(await open(stage.member.id))).toBe(channelId);
    expect((await post(stage, channelId)).status).toBe(200);
    expect(stage.member.directMessages).toMatchObject([{ content: 'hi' }]);
    stage.member.closeDirectMessages();
    expect(await post(stage, channelId)).toMatchObject({ body: { code: 50007 } });
    expect(await open(discord.botUserId)).toMatchObject({ status: 403, body: { code: 50007 } });
  });
});

describe('an interaction', () => {
  it('tells what the bot and the member may do in its channel', async () => {
    const stage = await openStage({ uploadLimits: { 0: 10, 2: 20 } });
    const { discord, guild, channel, api } = stage;
    await api('PUT', `/applications/${discord.applicationId}/commands`, { body: commands });
    const bot = await connectRaw(discord);
    await bot.identify();
    const role = guild.addRole({ name: 'DJ', permissions: bits.MANAGE_GUILD });
    const member = guild.addMember({ name: 'Nitro', roles: [role], uploadLimit: 15, locale: 'de' });
    channel.setOverwrites([{ type: 'role', id: guild.id, deny: bits.ATTACH_FILES }]);

    const arrive = async (who: typeof member) => {
      who.slash(channel, 'go').catch(() => undefined);
      return bot.nextInteraction();
    };
    const first = await arrive(member);
    expect(first).toMatchObject({
      type: 2,
      application_id: discord.applicationId,
      guild_id: guild.id,
      channel_id: channel.id,
      channel: { id: channel.id, type: 0 },
      member: { user: { id: member.id }, roles: expect.arrayContaining([role.id]) },
      locale: 'de',
      guild_locale: 'en-US',
      context: 0,
      entitlements: [],
      authorizing_integration_owners: { 0: guild.id },
      attachment_size_limit: 15,
      app_permissions: String(botPermissions & ~bits.ATTACH_FILES),
    });
    expect(first.id).toMatch(/^\d{17,19}$/);
    const permissions = BigInt((first as { member?: { permissions?: string } }).member?.permissions ?? 0);
    expect([permissions & bits.MANAGE_GUILD, permissions & bits.ATTACH_FILES]).toEqual([bits.MANAGE_GUILD, 0n]);

    guild.setTier(2);
    member.timeOut(stage.clock.now() + 1000);
    const second = await arrive(guild.owner);
    expect(second).toMatchObject({ attachment_size_limit: 20, member: { permissions: String(allPermissions) } });
    expect(BigInt(second.id)).toBeGreaterThan(BigInt(first.id));
    await expect(member.slash(channel, 'go')).rejects.toThrow('may not use commands');
  });

  it('comes of no command that the member would not see', async () => {
    const stage = await openStage();
    const { discord, guild, channel, member, api } = stage;
    const body = [{ name: 'admin', description: 'x', default_member_permissions: String(bits.MANAGE_GUILD) }];
    await api('PUT', `/applications/${discord.applicationId}/commands`, { body });
    await expect(member.slash(channel, 'nothing')).rejects.toThrow('no command nothing among: admin');
    await expect(member.slash(channel, 'admin')).rejects.toThrow('may not use admin');
    channel.setOverwrites([{ type: 'role', id: guild.id, deny: bits.VIEW_CHANNEL }]);
    await expect(member.slash(channel, 'admin')).rejects.toThrow('cannot see this channel');
  });

  it('go by what the server says of a command, of a member before their roles and of these before everybody', async () => {
    const { api, discord, guild, channel, member } = await openStage();
    const role = guild.addRole({ name: 'helpers' });
    const helper = guild.addMember({ name: 'Hal', roles: [role] });
    const listed = () => [member, helper].map((one) => one.commands(channel).length);
    const body = [{ name: 'admin', description: 'x', default_member_permissions: '0' }];
    await api('PUT', `/applications/${discord.applicationId}/commands`, { body });
    expect(listed()).toEqual([0, 0]);

    guild.setCommandAccess('admin', [{ id: role.id, type: 'role', allow: true }]);
    expect(listed()).toEqual([0, 1]);
    const everybody = { id: guild.id, type: 'role', allow: true } as const;
    guild.setCommandAccess('admin', [everybody, { id: role.id, type: 'role', allow: false }]);
    expect(listed()).toEqual([1, 0]);
    guild.setCommandAccess('admin', [everybody, { id: member.id, type: 'member', allow: false }]);
    expect(listed()).toEqual([0, 1]);
    guild.setCommandAccess('admin', []);
    expect(listed()).toEqual([0, 0]);
    expect(guild.owner.commands(channel)).toHaveLength(1);
  });
});
