import { describe, expect, it } from 'vitest';
import { permissionBits as bits, botPermissions } from '../../../src/sandbox/discord/permissions.ts';
import { idOf, openStage } from './support/sandbox-with-bot.ts';

describe('channels', () => {
  it('are read with their overwrites, and guilds with owner, tier and roles', async () => {
    const { api, guild, channel, member, discord } = await openStage();
    guild.setTier(2);
    const role = guild.addRole({ name: 'DJ', permissions: 8n });
    channel.setOverwrites([{ id: member.id, type: 'member', allow: 1n, deny: 2n }]);
    expect(await api('GET', `/channels/${channel.id}`)).toMatchObject({
      body: { type: 0, guild_id: guild.id, permission_overwrites: [{ id: member.id, type: 1, allow: '1', deny: '2' }] },
    });
    expect(await api('GET', `/guilds/${guild.id}/channels`)).toMatchObject({ body: [{ id: channel.id }] });
    const roles = expect.arrayContaining([
      expect.objectContaining({ id: guild.id, name: '@everyone' }),
      expect.objectContaining({ id: role.id, permissions: '8' }),
    ]);
    expect(await api('GET', `/guilds/${guild.id}/roles`)).toMatchObject({ body: roles });
    expect(await api('GET', `/guilds/${guild.id}`)).toMatchObject({
      body: { id: guild.id, owner_id: guild.owner.id, premium_tier: 2, roles },
    });
    expect(await api('GET', `/guilds/${guild.id}/members/${member.id}`)).toMatchObject({
      body: { user: { id: member.id, global_name: 'Ada' }, communication_disabled_until: null },
    });
    expect(await api('GET', `/guilds/${guild.id}/members/1`)).toMatchObject({ status: 404, body: { code: 10007 } });
    expect(await api('GET', '/users/@me')).toMatchObject({ body: { id: discord.botUserId, bot: true } });
    expect(await api('GET', '/applications/@me')).toMatchObject({ body: { id: discord.applicationId } });
  });

  it('have threads, alone or from a message', async () => {
    const { api, guild, channel } = await openStage();
    const body = { name: 'thread', type: 11 };
    const alone = await api('POST', `/channels/${channel.id}/threads`, { body });
    expect(alone).toMatchObject({ status: 201, body: { type: 11, parent_id: channel.id, guild_id: guild.id } });
    expect(await api('GET', `/channels/${idOf(alone)}`)).toMatchObject({
      body: { thread_metadata: { locked: false } },
    });
    const message = idOf(await api('POST', `/channels/${channel.id}/messages`, { body: { content: 'x' } }));
    const path = `/channels/${channel.id}/messages/${message}/threads`;
    expect(idOf(await api('POST', path, { body }))).toBe(message);
    expect(await api('POST', path, { body })).toMatchObject({ status: 400, body: { code: 160004 } });
    expect(guild.channels.map(({ name }) => name)).toEqual(['covers', 'thread', 'thread']);
    const deeper = await api('POST', `/channels/${message}/threads`, { body });
    expect(deeper).toMatchObject({ status: 400, body: { code: 50024 } });
    guild.setBotPermissions(botPermissions & ~bits.CREATE_PUBLIC_THREADS);
    expect(await api('POST', `/channels/${channel.id}/threads`, { body })).toMatchObject({ body: { code: 50013 } });
  });

  it('that are threads can be locked', async () => {
    const { api, guild, channel } = await openStage();
    const thread = guild.addThread({ name: 'thread', parent: channel });
    const post = () => api('POST', `/channels/${thread.id}/messages`, { body: { content: 'x' } });
    thread.setLocked(true);
    expect(await post()).toMatchObject({ status: 400, body: { code: 50083 } });
    guild.setBotPermissions(botPermissions | bits.MANAGE_THREADS);
    expect((await post()).status).toBe(200);
    thread.setLocked(false);
    guild.setBotPermissions(botPermissions);
    expect((await post()).status).toBe(200);
  });

  it('have reactions', async () => {
    const { api, guild, channel, member, discord } = await openStage();
    const message = member.post(channel, { content: 'x' });
    const path = `/channels/${channel.id}/messages/${message.id}/reactions/${encodeURIComponent('👍')}`;
    expect((await api('PUT', `${path}/@me`)).status).toBe(204);
    member.react(message, '👍');
    expect(message.reactions).toEqual([{ emoji: '👍', userIds: [discord.botUserId, member.id] }]);
    expect(await api('GET', path)).toMatchObject({ body: [{ id: discord.botUserId }, { id: member.id }] });
    expect((await api('DELETE', `${path}/@me`)).status).toBe(204);
    expect(message.toJSON()).toMatchObject({ reactions: [{ count: 1, me: false, emoji: { name: '👍' } }] });
    guild.setBotPermissions(botPermissions & ~bits.ADD_REACTIONS);
    expect((await api('PUT', `${path}/@me`)).status).toBe(204);
    expect(await api('PUT', `${path.replace('%F0%9F%91%8D', 'x')}/@me`)).toMatchObject({ body: { code: 50013 } });
  });

  it('tell of every visible change', async () => {
    const { api, channel, discord, member } = await openStage();
    const seen: string[] = [];
    const stop = discord.events.on((event) => void seen.push(event.type));
    const id = idOf(await api('POST', `/channels/${channel.id}/messages`, { body: { content: 'x' } }));
    await api('PATCH', `/channels/${channel.id}/messages/${id}`, { body: { content: 'y' } });
    const [message] = channel.messages;
    if (message) member.react(message, '🎵');
    await api('DELETE', `/channels/${channel.id}/messages/${id}`);
    expect(message?.deleted).toBe(true);
    stop();
    channel.delete();
    expect(seen).toEqual(['messageCreated', 'messageUpdated', 'reactionsChanged', 'messageDeleted']);
  });
});

describe('members', () => {
  it('write where they may, with files that are not too large for them', async () => {
    const { guild, channel } = await openStage({ uploadLimits: { 0: 10 } });
    const nitro = guild.addMember({ name: 'Nitro', uploadLimit: 20 });
    const plain = guild.addMember({ name: 'Plain' });
    const files = [{ name: 'a.mp3', data: new Uint8Array(15) }];
    expect(nitro.post(channel, { files }).attachments).toMatchObject([{ filename: 'a.mp3', size: 15 }]);
    expect(() => plain.post(channel, { files })).toThrow('too large');
    channel.setOverwrites([{ id: guild.id, type: 'role', deny: bits.SEND_MESSAGES }]);
    expect(() => plain.post(channel, { content: 'x' })).toThrow('may not write here');
    expect(guild.owner.post(channel, { content: 'x' }).author.id).toBe(guild.owner.id);
  });
});
