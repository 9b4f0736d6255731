import { ChannelType, PermissionFlagsBits as Flags } from 'discord.js';
import { describe, expect, it } from 'vitest';
import type { Job } from '../../../src/domain/job.ts';
import { botPermissions } from '../../../src/sandbox/discord/permissions.ts';
import type { Forum } from '../../../src/sandbox/discord/types.ts';
import { aReference } from '../../support/build-job.ts';
import { jobIn, openRest, postingOf, SUPPRESS_EMBEDS } from '../bot-at-discord.ts';

const signal = new AbortController().signal;
const always = () => true;
const POSTS = '/channels/:id/threads';
const ARCHIVED = '/channels/:id/threads/archived/public';
const HOUR = 3_600_000;

/** A server whose covers go into a forum. */
async function openForum(forumOptions: Forum = {}, type = ChannelType.GuildForum) {
  const server = await openRest();
  const forum = server.guild.addChannel({ name: 'covers', type, forum: forumOptions });
  const job = (changes: Partial<Job> = {}) =>
    jobIn(server, {
      channelId: forum.id,
      delivery: { startedAt: server.clock.now(), messageId: null, isForumPost: true },
      ...changes,
    });
  const posts = () => server.guild.channels.filter(({ parentId }) => parentId === forum.id);
  return { ...server, forum, job, posts, postOf: (id: string) => posts().find((post) => post.id === id) };
}

type Server = Awaited<ReturnType<typeof openForum>>;

const post = (server: Server, changes?: Partial<Job>) =>
  server.discord.post(server.job(changes), postingOf(10), always, signal);

describe('a cover in a forum', () => {
  it.each([
    ChannelType.GuildForum,
    ChannelType.GuildMedia,
  ])('is a post of its own in a channel of type %i, with its files and buttons', async (type) => {
    const server = await openForum({}, type);
    const style = 'slow blues with a warm organ';

    const posted = await post(server, { style, reference: aReference({ name: 'paper lanterns.mp3' }) });

    const [thread] = server.posts();
    expect(server.posts()).toHaveLength(1);
    expect(posted).toEqual({ channelId: thread?.id, messageId: thread?.id });
    expect(thread?.name).toBe(`paper lanterns – ${style}`);
    const [message] = thread?.messages ?? [];
    expect(message?.attachments.map(({ filename }) => filename)).toEqual([
      'paper-lanterns-slow-blues-with-a-warm-organ.mp3',
    ]);
    expect(message?.buttons().length).toBeGreaterThan(1);
    expect(message?.pings).toEqual([server.member.id]);
    expect(message?.flags).toBe(SUPPRESS_EMBEDS);
    expect(server.forum.messages).toEqual([]);
  });

  it.each([
    ['x'.repeat(300), 'y'.repeat(300)],
    ['👩‍👩‍👧‍👦'.repeat(20), ''],
    ['𝄞'.repeat(99), 'discord.gg/x'],
    ['‮ \n.mp3', ''],
  ])('has a title of at most 100 whole characters for %j', async (name, style) => {
    const server = await openForum();

    await post(server, { style: style || null, reference: aReference({ name }) });

    const [thread] = server.posts();
    expect(thread?.name.length).toBeGreaterThan(0);
    expect(thread?.name.length).toBeLessThanOrEqual(100);
    expect(thread?.name.isWellFormed()).toBe(true);
    expect(thread?.name).not.toContain('discord.gg/x');
  });

  it('has the tag of the setting where the forum has it, by what is there at that moment', async () => {
    const server = await openForum({ tags: [{ name: 'Songs' }, { name: 'Covers' }] });
    const [songs, covers] = server.forum.tags;
    const tagsOf = async (forumTag: string | null) => {
      const { channelId } = await post(server, { forumTag });
      return server.postOf(channelId)?.appliedTags;
    };

    expect(await tagsOf('covers')).toEqual([covers?.id]);
    expect(await tagsOf('songs')).toEqual([songs?.id]);
    expect(await tagsOf('remixes')).toEqual([]);
    expect(await tagsOf(null)).toEqual([]);
    server.forum.setForum({ tags: [{ name: 'Covers' }], requiresTag: true });
    expect(await tagsOf('covers')).toEqual([server.forum.tags[0]?.id]);
    const refused = { code: 'refused', refusal: 'noTag' };
    await expect(post(server, { forumTag: 'songs' })).rejects.toMatchObject(refused);
    expect(server.posts()).toHaveLength(5);
  });

  it('is refused by Discord for its tag alone in words of its own', async () => {
    const server = await openForum();
    for (const code of [10_087, 40_066, 40_067]) {
      const refusal = { status: code === 10_087 ? 404 : 400, code, message: 'no' };
      server.sandbox.faults.add({ method: 'POST', route: POSTS, kind: 'refusal', refusal, times: 1 });
      await expect(post(server)).rejects.toMatchObject({ code: 'refused', refusal: 'noTag' });
    }
  });

  it('is sent once by one attempt, and is not known to be absent when its answer is lost', async () => {
    const server = await openForum();
    server.sandbox.faults.add({ method: 'POST', route: POSTS, kind: '500', when: 'after', times: 1 });

    await expect(post(server)).rejects.toMatchObject({ code: 'unknown' });

    expect(server.sandbox.log.of('POST', POSTS)).toHaveLength(1);
    expect(server.posts()).toHaveLength(1);
    await expect(server.discord.post(server.job(), postingOf(10), () => false, signal)).rejects.toMatchObject({
      code: 'retry',
    });
    expect(server.posts()).toHaveLength(1);
  });
});

describe('a post that may be in a forum', () => {
  const find = (server: Server, changes: Partial<Job> = {}, after = server.clock.now()) =>
    server.discord.findPost(server.job(changes), after, signal);
  const others = ['1000000000000000008', '1000000000000000009'];

  it('is found by the job’s id, whatever it is called and however many others there are', async () => {
    const server = await openForum();
    const before = server.clock.now();
    await post(server, { id: others[0] ?? '' });
    const posted = await post(server);
    await post(server, { id: others[1] ?? '' });
    server.guild.addThread({ name: 'of somebody else', parent: server.forum });

    expect(await find(server, {}, before)).toEqual(posted);
    expect(await find(server, { id: '1000000000000000007' }, before)).toBeUndefined();
    const elsewhere = server.guild.addChannel({ name: 'other', type: ChannelType.GuildForum });
    expect(await find(server, { channelId: elsewhere.id }, before)).toBeUndefined();
  });

  it('is found when it was archived meanwhile, page after page, and none from before that time is looked at', async () => {
    const server = await openForum();
    const old = await post(server, { id: others[0] ?? '' });
    server.postOf(old.channelId)?.setArchived(true);
    await server.clock.advance(2 * HOUR);
    const startedAt = server.clock.now();
    const posted = await post(server);
    server.postOf(posted.channelId)?.setArchived(true);
    // More than a page of them, and some at one moment.
    for (let n = 0; n < 120; n += 1) {
      if (n % 3 === 0) await server.clock.advance(1);
      server.guild.addThread({ name: `${n}`, parent: server.forum }).setArchived(true);
    }

    expect(await find(server, {}, startedAt)).toEqual(posted);
    expect(server.sandbox.log.of('GET', ARCHIVED)).toHaveLength(2);
    server.sandbox.log.clear();
    expect(await find(server, { id: '1000000000000000007' }, startedAt)).toBeUndefined();
    expect(server.sandbox.log.entries.filter(({ path }) => path.includes(old.channelId))).toEqual([]);
  });

  it('is not called absent where more was archived since than can be looked through', async () => {
    const server = await openForum();
    for (let n = 0; n < 101; n += 1) server.guild.addThread({ name: `${n}`, parent: server.forum }).setArchived(true);

    await expect(find(server)).rejects.toMatchObject({ code: 'refused' });
    expect(server.sandbox.log.of('GET', ARCHIVED)).toHaveLength(10);
  });

  it('is none when its first message was deleted by hand', async () => {
    const server = await openForum();
    const { channelId } = await post(server);
    const thread = server.postOf(channelId);
    for (const message of thread?.messages ?? []) thread?.deleteMessage(message);

    expect(await find(server, {}, 0)).toBeUndefined();
  });

  it('is not called absent where the forum cannot be read, or does not answer', async () => {
    const server = await openForum();
    await post(server);
    for (const missing of [Flags.ReadMessageHistory, Flags.ViewChannel]) {
      server.guild.setBotPermissions(botPermissions & ~missing);
      await expect(find(server)).rejects.toMatchObject({ code: 'gone', refusal: 'noPermission' });
    }
    server.guild.setBotPermissions(botPermissions);
    for (const route of ['/guilds/:id/threads/active', ARCHIVED]) {
      const fault = server.sandbox.faults.add({ method: 'GET', route, kind: '500' });
      await expect(find(server, { id: '1000000000000000007' })).rejects.toMatchObject({ code: 'retry' });
      fault.remove();
    }
    server.forum.delete();
    await expect(find(server)).rejects.toMatchObject({ refusal: 'noChannel' });
  });
});

describe('a post of ours in a forum that is deleted', () => {
  it('goes as a whole where nobody has written in it and the bot manages threads', async () => {
    const server = await openForum();
    const posted = await post(server);
    server.guild.setBotPermissions(botPermissions | Flags.ManageThreads);

    await expect(server.discord.deletePost(posted, signal)).resolves.toBe('deleted');
    expect(server.posts()).toEqual([]);
    await expect(server.discord.deletePost(posted, signal)).resolves.toBe('gone');
    await expect(server.discord.isThere(posted, signal)).resolves.toBe(false);
  });

  it('loses its message alone where others have written in it', async () => {
    const server = await openForum();
    const posted = await post(server);
    const thread = server.postOf(posted.channelId);
    if (!thread) throw new Error('it was posted');
    server.guild.setBotPermissions(botPermissions | Flags.ManageThreads);
    server.member.post(thread, { content: 'lovely' });

    await expect(server.discord.deletePost(posted, signal)).resolves.toBe('deleted');
    expect(thread.messages.map(({ content }) => content)).toEqual(['lovely']);
    expect(server.posts()).toHaveLength(1);
  });

  it('loses its message alone where the bot may do no more, also when it sleeps', async () => {
    const server = await openForum();
    const posted = await post(server);
    const thread = server.postOf(posted.channelId);
    thread?.setArchived(true);

    await expect(server.discord.deletePost(posted, signal)).resolves.toBe('deleted');
    expect(thread?.messages).toEqual([]);
    expect(server.posts()).toHaveLength(1);
    await expect(server.discord.isThere(posted, signal)).resolves.toBe(false);
  });

  it('is noticed as gone when somebody deletes it by hand', async () => {
    const server = await openForum();
    const posted = await post(server);
    await expect(server.discord.isThere(posted, signal)).resolves.toBe(true);
    server.postOf(posted.channelId)?.delete();
    await server.clock.advance(60_001);

    await expect(server.discord.isThere(posted, signal)).resolves.toBe(false);
  });
});

describe('a forum that covers are to go to', () => {
  const check = (server: Server, changes: Partial<Job> = {}) =>
    server.discord.checkTarget(server.job(changes), 'fresh', signal);

  it('needs the right to send messages, and none to open threads or to write in them', async () => {
    const server = await openForum();
    server.guild.setBotPermissions(
      botPermissions & ~Flags.CreatePublicThreads & ~Flags.SendMessagesInThreads & ~Flags.EmbedLinks,
    );
    expect(await check(server, { opensThread: true })).toEqual({ kind: 'ok' });

    server.guild.setBotPermissions(botPermissions & ~Flags.SendMessages & ~Flags.AttachFiles);

    expect(await check(server)).toMatchObject({
      text: { key: 'permissions.botThere', params: { missing: ['SendMessages', 'AttachFiles'] } },
    });
  });

  it('that wants a tag is refused with the names of its tags, where the setting names none of them', async () => {
    const server = await openForum({ tags: [{ name: 'So*ngs' }, { name: 'Covers' }], requiresTag: true });

    expect(await check(server, { forumTag: 'remixes' })).toMatchObject({
      kind: 'refused',
      text: { key: 'target.noTag', params: { channelId: server.forum.id, tags: ['So\\*ngs', 'Covers'] } },
    });
    expect(await check(server)).toMatchObject({ text: { key: 'target.noTag' } });
    expect(await check(server, { forumTag: 'covers' })).toEqual({ kind: 'ok' });
  });

  it('needs the right to manage threads for a tag that is the moderators’', async () => {
    const server = await openForum({ tags: [{ name: 'Covers', moderated: true }] });

    expect(await check(server, { forumTag: 'covers' })).toMatchObject({
      text: { params: { missing: ['ManageThreads'] } },
    });
    expect(await check(server)).toEqual({ kind: 'ok' });
    server.guild.setBotPermissions(botPermissions | Flags.ManageThreads);
    expect(await check(server, { forumTag: 'covers' })).toEqual({ kind: 'ok' });
    await expect(post(server, { forumTag: 'covers' })).resolves.toBeDefined();
  });

  it('has no thread opened in it for all covers of a song', async () => {
    const server = await openForum();
    const ownership = { knownId: undefined, claim: async () => true };

    await expect(server.discord.openThread(server.job(), ownership, signal)).resolves.toEqual({
      threadId: server.forum.id,
    });
    expect(server.posts()).toEqual([]);
  });

  it('is told from other channels, and from its posts', async () => {
    const server = await openForum();
    const { channelId } = await post(server);
    const isForum = (id: string) => server.discord.isForum(id, signal);

    expect(await isForum(server.forum.id)).toBe(true);
    expect(await isForum(channelId)).toBe(false);
    expect(await isForum(server.channel.id)).toBe(false);
    expect(await isForum('1000000000000000007')).toBe(false);
  });
});
