import { PermissionFlagsBits as Flags } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { botPermissions } from '../../src/sandbox/discord/permissions.ts';
import type { Forum, SandboxChannel } from '../../src/sandbox/discord/types.ts';
import { songOf } from '../support/sounds.ts';
import { createTestBot, STYLE, workAsked } from '../support/test-bot.ts';

const FORUM = 15;
const CATEGORY = 4;
const SKA = 'fast bright ska with brass';

/** A server whose covers go to a forum. */
async function openForum(forumOptions: Forum = {}, environment: Record<string, string> = {}) {
  const scene = await createTestBot();
  const forum = scene.guild.addChannel({ name: 'covers', type: FORUM, forum: forumOptions });
  await scene.restart({ REMIX_CHANNELS: forum.id, ...environment });
  const posts = () => scene.guild.channels.filter(({ parentId }) => parentId === forum.id);
  return {
    ...scene,
    forum,
    posts,
    ask: async (channel = scene.channel, style = STYLE) =>
      scene.member.slash(channel, 'cover', { song: await songOf(7), style }),
    /** The next post, after as much time as it takes. */
    async post(): Promise<SandboxChannel> {
      const before = posts().length;
      await scene.until(() => posts().length > before);
      const post = posts().at(-1);
      if (!post) throw new Error('there is one more');
      return post;
    },
  };
}

describe('a forum as remix channel', () => {
  it('gets a post for each cover, with its tag, and a link back', async () => {
    const tags = [{ name: 'Songs' }, { name: 'Covers' }];
    const scene = await openForum({ tags, requiresTag: true }, { REMIX_TAG: 'covers', REMIX_THREADS: 'true' });
    const answer = await scene.ask();
    const post = await scene.post();

    const [cover] = post.messages;
    expect(post.name).toBe(`song – ${STYLE}`);
    expect(post.appliedTags).toEqual([scene.forum.tags[1]?.id]);
    expect(cover?.text()).toContain(`<#${scene.channel.id}>`);
    expect(cover?.attachments).toHaveLength(1);
    await scene.until(() => answer.message?.text().includes(`${post.id}/${cover?.id}`));
    expect(scene.channel.messages).toEqual([]);

    await scene.ask(scene.channel, SKA);
    const second = await scene.post();
    expect(second.messages).toHaveLength(1);
    expect(post.messages).toHaveLength(1);
  });

  it('has votes, details and remixes work in a post, where a remix is posted as well', async () => {
    const scene = await openForum();
    await scene.ask();
    const post = await scene.post();
    const [cover] = post.messages;
    if (!cover) throw new Error('a post begins with its cover');
    const heart = () => cover.buttons().find(({ label }) => label.startsWith('♥'))?.label;

    await scene.other.click(cover, '♥ 0');
    await scene.until(() => heart() === '♥ 1');
    const details = await (await scene.other.select(cover, 'More…', ['details'])).settled();
    expect(details.text()).toContain('MiniMax');
    const top = await (await scene.member.slash(scene.channel, 'covers top')).settled();
    expect(top.text()).toContain(`${post.id}/${cover.id}`);

    const form = await scene.other.click(cover, 'Remix');
    const card = await (await scene.other.submit(form, { style: SKA })).settled((message) =>
      message.buttons().some(({ label }) => label === 'Make it'),
    );
    await scene.other.click(card, 'Make it');
    await scene.until(() => post.messages.length === 2);
    expect(post.messages[1]?.text()).toContain(`${post.id}/${cover.id}`);
    expect(scene.posts()).toHaveLength(1);
  });

  it('takes a cover that was asked for in one of its posts there', async () => {
    const scene = await openForum({ tags: [{ name: 'Songs' }], requiresTag: true });
    const post = scene.guild.addThread({ name: 'wishes', parent: scene.forum });

    await scene.ask(post);

    await scene.until(() => post.messages.length === 1);
    expect(scene.posts()).toHaveLength(1);
  });

  it.each([
    ['with its post, where the bot manages threads', botPermissions | Flags.ManageThreads, 0],
    ['from its post, where it does not', botPermissions, 1],
  ])('loses a cover that its requester deletes %s', async (_, permissions, left) => {
    const scene = await openForum();
    scene.guild.setBotPermissions(permissions);
    await scene.ask();
    const post = await scene.post();
    const [cover] = post.messages;
    if (!cover) throw new Error('a post begins with its cover');

    const card = await (await scene.member.select(cover, 'More…', ['remove'])).settled();
    await scene.member.click(card, 'Delete');

    await scene.until(() => cover.deleted);
    expect(scene.posts()).toHaveLength(left);
    const mine = await (await scene.member.slash(scene.channel, 'covers mine')).settled();
    expect(mine.text()).not.toContain(post.id);
  });

  it('loses a cover from the lists when somebody deletes its post by hand', async () => {
    const scene = await openForum();
    await scene.ask();
    const post = await scene.post();
    const [cover] = post.messages;
    if (cover) await scene.other.click(cover, '♥ 0');
    const top = async () => (await (await scene.other.slash(scene.channel, 'covers top')).settled()).text();
    expect(await top()).toContain(post.id);
    post.delete();
    await scene.clock.advance(61_000);

    expect(await top()).not.toContain(post.id);
  });
});

describe('a remix channel that cannot be used', () => {
  it('for want of a tag is told before anything is accepted, with the tags that there are', async () => {
    const scene = await openForum({ tags: [{ name: 'Songs' }], requiresTag: true }, { REMIX_TAG: 'covers' });

    const answer = await (await scene.ask()).settled();

    expect(answer.text()).toContain(`<#${scene.forum.id}>`);
    expect(answer.text()).toMatch(/needs a tag.*Songs/);
    expect(workAsked(scene.runware)).toEqual([]);
    expect(scene.channel.messages).toEqual([]);
  });

  it.each([
    ['of a kind that takes nothing', CATEGORY, 0n, /kind of channel/],
    ['closed to the bot', 0, Flags.ViewChannel, /can't see/],
  ])('because it is %s is not passed over: nothing is posted where it was asked', async (_, type, deny, words) => {
    const scene = await createTestBot();
    const overwrites = [{ id: scene.guild.id, type: 'role' as const, deny }];
    const lab = scene.guild.addChannel({ name: 'lab', overwrites, type });
    await scene.restart({ REMIX_CHANNELS: lab.id });

    const answer = await (
      await scene.member.slash(scene.channel, 'cover', { song: await songOf(7), style: STYLE })
    ).settled();

    expect(answer.text()).toContain(`<#${lab.id}>`);
    expect(answer.text()).toMatch(words);
    expect(workAsked(scene.runware)).toEqual([]);
    expect(scene.channel.messages).toEqual([]);
  });
});

describe('a cover that is asked for where the bot cannot post', () => {
  it('is refused in a private thread that the bot is not in, before anything is fetched', async () => {
    const { guild, channel, member, discord, runware } = await createTestBot();
    const thread = guild.addThread({ name: 'secret', parent: channel, isPrivate: true, members: [member] });

    const answer = await (await member.slash(thread, 'cover', { song: await songOf(7), style: STYLE })).settled();

    expect(answer.text()).toContain('Mention me in it');
    expect(discord.log.entries.filter(({ path }) => path.startsWith('/ephemeral'))).toEqual([]);
    expect(workAsked(runware)).toEqual([]);
  });

  it('is refused in a time-out by a sentence that says so', async () => {
    const { guild, channel, member, clock } = await createTestBot();
    guild.timeOutBot(clock.now() + 600_000);

    const answer = await (await member.slash(channel, 'cover', { song: await songOf(7), style: STYLE })).settled();

    expect(answer.text()).toContain('timed me out');
  });

  it('is refused in the chat of a voice channel by the name of what is missing', async () => {
    const { guild, member, discord } = await createTestBot();
    const overwrites = [{ id: discord.botUserId, type: 'member' as const, deny: Flags.Connect }];
    const voice = guild.addChannel({ name: 'lounge', type: 2, overwrites });

    const answer = await (await member.slash(voice, 'cover', { song: await songOf(7), style: STYLE })).settled();

    expect(answer.text()).toContain('**Connect**');
  });
});
