import { describe, expect, it } from 'vitest';
import { permissionBits as bits, botPermissions } from '../../../src/sandbox/discord/permissions.ts';
import { idOf, openStage } from './support/sandbox-with-bot.ts';

const MEDIA = 16;
const FORUM = 15;
const SONG = { name: 'cover.mp3', data: new Uint8Array([1, 2, 3]) };

async function openForum(
  options: Parameters<Awaited<ReturnType<typeof openStage>>['guild']['addChannel']>[0]['forum'],
) {
  const stage = await openStage();
  const forum = stage.guild.addChannel({ name: 'covers', type: FORUM, ...(options && { forum: options }) });
  const path = `/channels/${forum.id}/threads`;
  const post = (body: object, files = [SONG]) => stage.api('POST', path, { body, files });
  return { ...stage, forum, path, post };
}

const message = { content: 'a cover' };

describe('a forum or media channel', () => {
  it.each([FORUM, MEDIA])('of type %i takes a post with its first message and files, under one id', async (type) => {
    const { api, guild, discord, clock } = await openStage();
    const forum = guild.addChannel({ name: 'covers', type });
    const path = `/channels/${forum.id}/threads`;

    const post = await api('POST', path, { body: { name: ' song ', message }, files: [SONG] });

    const id = idOf(post);
    expect(post).toMatchObject({
      status: 201,
      body: { type: 11, name: 'song', parent_id: forum.id, owner_id: discord.botUserId, message: { id } },
    });
    expect(await api('GET', `/channels/${id}/messages/${id}`)).toMatchObject({
      body: { id, channel_id: id, content: 'a cover', attachments: [{ filename: 'cover.mp3' }] },
    });
    expect(await api('GET', `/channels/${id}`)).toMatchObject({ body: { message_count: 0 } });
    await api('POST', `/channels/${id}/messages`, { body: { content: 'nice' } });
    expect(await api('GET', `/channels/${id}`)).toMatchObject({ body: { message_count: 1 } });
    expect(await api('GET', `/guilds/${guild.id}/threads/active`)).toMatchObject({ body: { threads: [{ id }] } });

    await clock.advance(1_000);
    expect(await api('GET', `${path}/archived/public`)).toMatchObject({ body: { threads: [], has_more: false } });
    guild.channels.find((channel) => channel.id === id)?.setArchived(true);
    const archivedAt = new Date(clock.now()).toISOString();
    expect(await api('GET', `${path}/archived/public`)).toMatchObject({
      body: { threads: [{ id, thread_metadata: { archive_timestamp: archivedAt } }] },
    });
    expect(await api('GET', `${path}/archived/public?before=${archivedAt}`)).toMatchObject({ body: { threads: [] } });
    guild.setBotPermissions(bits.VIEW_CHANNEL);
    expect(await api('GET', `${path}/archived/public`)).toMatchObject({ status: 403, body: { code: 50013 } });
  });

  it('takes no message of its own', async () => {
    const { api, forum, member } = await openForum({});

    expect(await api('POST', `/channels/${forum.id}/messages`, { body: message })).toMatchObject({
      status: 400,
      body: { code: 50008, message: 'Cannot send messages in a non-text channel' },
    });
    expect(() => member.post(forum, message)).toThrow('only in its posts');
  });

  it('refuses what Discord refuses, and leaves no post behind', async () => {
    const { guild, post, forum } = await openForum({ tags: [{ name: 'covers' }, { name: 'staff', moderated: true }] });
    const [covers, staff] = forum.tags.map(({ id }) => id);
    const badForm = { status: 400, body: { code: 50035 } };

    expect(await post({ name: 'x'.repeat(101), message })).toMatchObject({
      ...badForm,
      body: { errors: { name: { _errors: [{ code: 'BASE_TYPE_MAX_LENGTH' }] } } },
    });
    expect(await post({ name: 'x' })).toMatchObject(badForm);
    expect(await post({ name: 'x', message: { content: 'x'.repeat(2_001) } })).toMatchObject({
      body: { errors: { message: { content: {} } } },
    });
    expect(await post({ name: 'x', message: {} }, [])).toMatchObject({ body: { code: 50006 } });
    expect(await post({ name: 'x', message, applied_tags: Array(6).fill(covers) })).toMatchObject(badForm);
    expect(await post({ name: 'x', message, applied_tags: ['1'] })).toMatchObject({ body: { code: 10087 } });
    expect(await post({ name: 'x', message, applied_tags: [staff] })).toMatchObject({ body: { code: 50013 } });
    guild.setBotPermissions(botPermissions & ~bits.ATTACH_FILES);
    expect(await post({ name: 'x', message })).toMatchObject({ status: 403, body: { code: 50013 } });
    guild.setBotPermissions(botPermissions & ~bits.SEND_MESSAGES);
    expect(await post({ name: 'x', message }, [])).toMatchObject({ status: 403, body: { code: 50013 } });
    expect(guild.channels.filter(({ kind }) => kind === 'thread')).toEqual([]);

    guild.setBotPermissions(botPermissions | bits.MANAGE_THREADS);
    expect(await post({ name: 'x', message, applied_tags: [staff] })).toMatchObject({
      status: 201,
      body: { applied_tags: [staff] },
    });
  });

  it('may want a tag on each post, and says so', async () => {
    const { api, post, forum } = await openForum({ tags: [{ name: 'covers' }], requiresTag: true });
    const [tag] = forum.tags;

    expect(await api('GET', `/channels/${forum.id}`)).toMatchObject({
      body: { type: FORUM, flags: 16, available_tags: [{ id: tag?.id, name: 'covers', moderated: false }] },
    });
    expect(await post({ name: 'x', message })).toMatchObject({
      status: 400,
      body: { code: 40067, message: 'A tag is required to create a forum post in this channel' },
    });
    expect((await post({ name: 'x', message, applied_tags: [tag?.id] })).status).toBe(201);
  });

  it('loses a post to who manages threads; its writer may take back its message alone', async () => {
    const { api, guild, post } = await openForum({});
    const id = idOf(await post({ name: 'x', message }));

    expect(await api('DELETE', `/channels/${id}`)).toMatchObject({ status: 403, body: { code: 50013 } });
    expect((await api('DELETE', `/channels/${id}/messages/${id}`)).status).toBe(204);
    expect(await api('GET', `/channels/${id}`)).toMatchObject({ status: 200, body: { message_count: 0 } });
    guild.setBotPermissions(botPermissions | bits.MANAGE_THREADS);
    expect(await api('DELETE', `/channels/${id}`)).toMatchObject({ status: 200, body: { id } });
    expect(await api('GET', `/channels/${id}`)).toMatchObject({ status: 404, body: { code: 10003 } });
    expect(await api('GET', `/channels/${id}/messages/${id}`)).toMatchObject({ status: 404, body: { code: 10003 } });
  });
});
