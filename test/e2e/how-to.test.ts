import { PermissionFlagsBits as Flags } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { botPermissions } from '../../src/sandbox/discord/permissions.ts';
import type { SandboxChannel } from '../../src/sandbox/discord/types.ts';
import { createKillableBot } from '../support/killable-bot.ts';
import { chooseSetting, typeSetting } from '../support/settings-clicks.ts';
import { songOf } from '../support/sounds.ts';
import { createTestBot, type Scene, STYLE } from '../support/test-bot.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const FORUM = 15;
const POSTS = { method: 'POST', route: '/channels/:id/messages' } as const;

/** A server whose covers go to a channel of their own, with a how-to in it. */
async function openWithHowTo(options: Parameters<typeof createTestBot>[0] = {}) {
  const scene = await createTestBot(options);
  const lab = scene.guild.addChannel({ name: 'lab' });
  await chooseSetting(scene.guild.owner, scene.channel, 'remixChannelIds', [lab.id]);
  await switchOn(scene);
  return { ...scene, lab };
}

const switchOn = ({ guild, channel }: Scene) => chooseSetting(guild.owner, channel, 'howTo', ['true']);
const switchOff = ({ guild, channel }: Scene) => chooseSetting(guild.owner, channel, 'howTo', ['false']);

const howTosIn = (channel: SandboxChannel) =>
  channel.messages.filter((message) => message.buttons().some(({ customId }) => customId.startsWith('cover:begin:')));

async function theHowTo(scene: Scene, channel: SandboxChannel) {
  await scene.until(() => howTosIn(channel).length > 0);
  const [howTo] = howTosIn(channel);
  if (!howTo) throw new Error('there is one');
  return howTo;
}

describe('the how-to of a channel for covers', () => {
  it('says what, how and for what, pings nobody, and leads from its button to the posted cover', async () => {
    const scene = await openWithHowTo();
    const { lab, other } = scene;
    const howTo = await theHowTo(scene, lab);
    expect(howTo.text()).toContain('**Make a cover here.**');
    expect(howTo.text()).toContain('you have 10 takes a day');
    expect(howTo.text()).toMatch(/<\/cover:\d+>/);
    expect(howTo.pings).toEqual([]);

    const form = await other.click(howTo, 'Make a cover');
    await other.submit(form, { Song: await songOf(7), style: STYLE });

    await scene.until(() => lab.messages.length === 2);
    const [, cover] = lab.messages;
    expect(cover?.attachments.length).toBeGreaterThan(0);
    if (!cover) throw new Error('there is one');
    const own = await scene.member.select(cover, 'More…', ['own']);
    expect(own.modal?.components).toEqual(form.modal?.components);
  });

  it('is there once whatever is started again, and edited only where it says something else', async () => {
    const scene = await openWithHowTo();
    const { lab, clock, guild, channel, discord } = scene;
    const howTo = await theHowTo(scene, lab);
    await scene.restart();
    await clock.advance(3 * HOUR);
    await scene.restart();
    await chooseSetting(guild.owner, channel, 'pauseMinutes', ['5']);
    await clock.advance(HOUR);
    expect(discord.log.of('PATCH', '/channels/:id/messages/:id')).toHaveLength(0);

    await typeSetting(guild.owner, channel, 'memberDayTakes', '3');

    await scene.until(() => howTo.text().includes('you have 3 takes a day'));
    await chooseSetting(guild.owner, channel, 'privateFirst', ['true']);
    await scene.until(() => howTo.text().includes('You hear it first'));
    expect(howTo.pings).toEqual([]);
    expect(howTosIn(lab)).toHaveLength(1);
    expect(howTo.edits).toBe(2);
  });

  it('that a moderator has deleted stays away until it is switched off and on again', async () => {
    const scene = await openWithHowTo();
    const { lab, clock, guild, channel } = scene;
    lab.deleteMessage(await theHowTo(scene, lab));
    await clock.advance(2 * HOUR);
    await scene.restart();
    await typeSetting(guild.owner, channel, 'memberDayTakes', '3');
    await clock.advance(2 * HOUR);
    expect(howTosIn(lab)).toHaveLength(0);

    await switchOff(scene);
    await clock.advance(MINUTE);
    await switchOn(scene);

    await theHowTo(scene, lab);
    await switchOff(scene);
    await scene.until(() => howTosIn(lab).length === 0);
  });

  it('goes where covers go, and comes back with them', async () => {
    const scene = await openWithHowTo();
    const { lab, guild, channel } = scene;
    await theHowTo(scene, lab);
    const stage = guild.addChannel({ name: 'stage' });
    await chooseSetting(guild.owner, channel, 'remixChannelIds', [stage.id]);
    await theHowTo(scene, stage);
    await scene.until(() => howTosIn(lab).length === 0);

    stage.delete();
    await scene.clock.advance(2 * HOUR);
    await chooseSetting(guild.owner, channel, 'remixChannelIds', [lab.id]);
    await theHowTo(scene, lab);
    expect(howTosIn(lab)).toHaveLength(1);
  });

  it('is pinned once where the bot may, and there all the same where it may not', async () => {
    const scene = await openWithHowTo();
    const { lab, guild, clock, discord } = scene;
    const howTo = await theHowTo(scene, lab);
    await clock.advance(HOUR);
    const pins = () => discord.log.of('PUT', '/channels/:id/messages/pins/:id');
    expect([howTo.pinned, pins().length]).toEqual([false, 0]);

    guild.setBotPermissions(botPermissions | Flags.PinMessages);

    await scene.until(() => howTo.pinned, MINUTE);
    await scene.restart();
    await clock.advance(2 * HOUR);
    expect(pins()).toHaveLength(1);
  });

  it('waits until the bot may write there', async () => {
    const scene = await createTestBot();
    const { guild, channel, clock } = scene;
    const lab = guild.addChannel({
      name: 'lab',
      overwrites: [{ id: scene.discord.botUserId, type: 'member', deny: Flags.SendMessages }],
    });
    await chooseSetting(guild.owner, channel, 'remixChannelIds', [lab.id]);
    await switchOn(scene);
    await clock.advance(2 * HOUR);
    expect(scene.discord.log.of('POST', POSTS.route)).toHaveLength(0);

    lab.setOverwrites([]);

    // Steps that are shorter than what each question to Discord has.
    await scene.until(() => howTosIn(lab).length === 1, 5_000);
  });

  it('is a post of its own in a forum, from whose button covers become posts beside it', async () => {
    const scene = await createTestBot();
    const { guild, channel, member } = scene;
    const forum = guild.addChannel({ name: 'covers', type: FORUM });
    guild.setBotPermissions(botPermissions | Flags.ManageThreads);
    await chooseSetting(guild.owner, channel, 'remixChannelIds', [forum.id]);
    await switchOn(scene);
    const posts = () => guild.channels.filter(({ parentId }) => parentId === forum.id);
    await scene.until(() => posts().length === 1);
    const [post] = posts();
    const [howTo] = post?.messages ?? [];
    if (!post || !howTo) throw new Error('there is one');
    expect(post.name).toBe('How to make a cover');

    const form = await member.click(howTo, 'Make a cover');
    await member.submit(form, { Song: await songOf(7), style: STYLE });

    await scene.until(() => posts().length === 2);
    expect(post.messages).toHaveLength(1);
    expect(posts().find(({ id }) => id !== post.id)?.name).toContain(STYLE);
    await switchOff(scene);
    await scene.until(() => posts().length === 1);
  });
});

describe('a how-to whose post nobody knows about', () => {
  it.for([
    ['it arrived', 'after', 0],
    ['it did not arrive', 'before', 0],
    ['it arrived, and the bot is back when no nonce helps', 'after', 8 * MINUTE],
    ['it did not arrive, and the bot is back when no nonce helps', 'before', 8 * MINUTE],
  ] as const)('is there once after a kill where %s', async ([, when, awayMs], { onTestFinished }) => {
    const bot = await createKillableBot();
    onTestFinished(() => bot.close());
    const { discord, guild, channel } = bot;
    await bot.startBot();
    await chooseSetting(guild.owner, channel, 'remixChannelIds', [channel.id]);
    const fault = discord.faults.add({ ...POSTS, kind: 'hang', when });
    await chooseSetting(guild.owner, channel, 'howTo', ['true']);
    await bot.until(() => fault.hits > 0);
    await bot.killBot();
    fault.remove();
    bot.skip(awayMs);

    await bot.startBot();

    await bot.until(() => howTosIn(channel).length > 0);
    bot.skip(HOUR);
    await bot.killBot();
    await bot.startBot();
    await bot.until(() => discord.log.of('GET', '/channels/:id/messages/:id').length > 0);
    expect(howTosIn(channel)).toHaveLength(1);
  });
});
