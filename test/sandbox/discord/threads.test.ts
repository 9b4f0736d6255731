import { describe, expect, it } from 'vitest';
import { permissionBits as bits, botPermissions } from '../../../src/sandbox/discord/permissions.ts';
import { idOf, openStage } from './support/sandbox-with-bot.ts';

describe('threads', () => {
  it('that are active are listed, newest first, with who started them', async () => {
    const { api, guild, channel, discord } = await openStage();
    const older = guild.addThread({ name: 'older', parent: channel });
    const asleep = guild.addThread({ name: 'asleep', parent: channel });
    const secret = guild.addThread({ name: 'secret', parent: channel, isPrivate: true });
    const body = { name: ' song ', type: 11, auto_archive_duration: 10_080 };
    const own = idOf(await api('POST', `/channels/${channel.id}/threads`, { body }));
    asleep.setArchived(true);

    const active = await api('GET', `/guilds/${guild.id}/threads/active`);

    expect(active.body).toMatchObject({
      threads: [
        { id: own, name: 'song', owner_id: discord.botUserId, thread_metadata: { auto_archive_duration: 10_080 } },
        { id: older.id, owner_id: guild.owner.id, parent_id: channel.id },
      ],
      members: [{ id: own, user_id: discord.botUserId }],
    });
    expect(JSON.stringify(active.body)).not.toContain(secret.id);
    const wrong = await api('POST', `/channels/${channel.id}/threads`, { body: { ...body, auto_archive_duration: 5 } });
    expect(wrong).toMatchObject({ status: 400, body: { code: 50035 } });
    expect(await api('POST', `/channels/${channel.id}/threads`, { body: { name: ' ' } })).toMatchObject({
      status: 400,
    });
    expect(await api('GET', '/guilds/1/threads/active')).toMatchObject({ status: 404, body: { code: 10004 } });
  });

  it('that are private are there for those who are in them, and for those who look after threads', async () => {
    const { api, guild, channel, member, discord } = await openStage();
    const closed = guild.addThread({ name: 'closed', parent: channel, isPrivate: true, members: [member] });
    const open = guild.addThread({
      name: 'open',
      parent: channel,
      isPrivate: true,
      members: [{ id: discord.botUserId }],
    });
    const inThread = (thread: { id: string }, id: string) => api('GET', `/channels/${thread.id}/thread-members/${id}`);

    expect(await api('GET', `/channels/${closed.id}`)).toMatchObject({ status: 403, body: { code: 50001 } });
    expect(await api('GET', `/channels/${open.id}`)).toMatchObject({ body: { type: 12 } });
    expect(await inThread(open, '@me')).toMatchObject({ body: { id: open.id, user_id: discord.botUserId } });
    expect(await inThread(open, member.id)).toMatchObject({ status: 404, body: { code: 10007 } });
    expect(() => member.post(open, { content: 'x' })).toThrow('may not write here');
    expect(member.post(closed, { content: 'x' }).content).toBe('x');

    guild.setBotPermissions(botPermissions | bits.MANAGE_THREADS);
    expect(await inThread(closed, member.id)).toMatchObject({ status: 200 });
  });

  it('that sleep are woken by a message, or by a change; nothing in them can be changed before', async () => {
    const { api, guild, channel } = await openStage();
    const thread = guild.addThread({ name: 'song', parent: channel });
    const path = `/channels/${thread.id}/messages`;
    const message = idOf(await api('POST', path, { body: { content: 'x' } }));
    const isArchived = { status: 400, body: { code: 50083 } };
    const wake = (body: object) => api('PATCH', `/channels/${thread.id}`, { body });
    thread.setArchived(true);

    expect(await api('PATCH', `${path}/${message}`, { body: { content: 'y' } })).toMatchObject(isArchived);
    expect(await api('DELETE', `${path}/${message}`)).toMatchObject(isArchived);
    expect(await wake({ archived: false })).toMatchObject({ body: { thread_metadata: { archived: false } } });
    expect((await api('DELETE', `${path}/${message}`)).status).toBe(204);
    thread.setArchived(true);
    expect((await api('POST', path, { body: { content: 'z' } })).status).toBe(200);
    expect(await api('GET', `/channels/${thread.id}`)).toMatchObject({
      body: { thread_metadata: { archived: false } },
    });

    thread.setLocked(true);
    expect(await wake({ archived: false })).toMatchObject({ status: 403, body: { code: 50013 } });
    guild.setBotPermissions(botPermissions | bits.MANAGE_THREADS);
    expect(await wake({ name: 'other' })).toMatchObject(isArchived);
    expect(await wake({ archived: false, locked: false, name: 'other' })).toMatchObject({ body: { name: 'other' } });
    expect(await api('PATCH', `/channels/${channel.id}`, { body: { archived: false } })).toMatchObject({ status: 400 });
  });
});
