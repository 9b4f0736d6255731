import { PermissionFlagsBits as Flags } from 'discord.js';
import { expect, it } from 'vitest';
import type { Answer, SandboxChannel } from '../../src/sandbox/discord/types.ts';
import { songOf } from '../support/sounds.ts';
import { createTestBot, type Scene, STYLE, workAsked } from '../support/test-bot.ts';

const SKA = 'fast bright ska with brass';

/** Covers of this server are posted in its remix channel, which all see; one more channel is for the staff alone. */
async function openStaff(): Promise<Scene & { staff: SandboxChannel }> {
  const scene = await createTestBot();
  const { guild, channel, discord, member } = scene;
  const staff = guild.addChannel({
    name: 'staff-only',
    overwrites: [
      ...guild.roles.map(({ id }) => ({ id, type: 'role' as const, deny: Flags.ViewChannel })),
      { id: member.id, type: 'member', allow: Flags.ViewChannel },
      { id: discord.botUserId, type: 'member', allow: Flags.ViewChannel },
    ],
  });
  await scene.restart({ REMIX_CHANNELS: channel.id });
  return { ...scene, staff };
}

const wish = async ({ member }: Scene, channel: SandboxChannel) =>
  member.slash(channel, 'cover', { song: await songOf(7), style: STYLE });

async function expectCard(scene: Scene, answer: Answer) {
  const card = await answer.settled((message) => message.buttons().some(({ label }) => label === 'Make it'));
  expect(card.text()).toContain('Not everyone can see this channel');
  expect(card.text()).toContain(`<#${scene.channel.id}>`);
  return card;
}

it('what is asked in a channel that not everybody sees is posted elsewhere only after its member has seen where', async () => {
  const scene = await openStaff();
  const { member, runware, staff } = scene;

  const card = await expectCard(scene, await wish(scene, staff));
  expect(workAsked(runware)).toEqual([]);
  await member.click(card, 'Make it');
  expect((await scene.cover()).text()).toContain(STYLE);
  expect(runware.paidRequests()).toBe(1);
});

it('what is asked in a channel that everybody sees is posted elsewhere at once', async () => {
  const scene = await openStaff();
  const open = scene.guild.addChannel({ name: 'open' });

  await wish(scene, open);

  expect((await scene.cover()).text()).toContain(STYLE);
});

it('what is asked in a private thread asks first as well', async () => {
  const scene = await openStaff();
  const open = scene.guild.addChannel({ name: 'open' });
  const members = [{ id: scene.discord.botUserId }, scene.member];
  const thread = scene.guild.addThread({ name: 'plans', parent: open, isPrivate: true, members });

  await expectCard(scene, await wish(scene, thread));
});

it('what is asked where Discord does not say who sees it asks first as well', async () => {
  const scene = await openStaff();
  const open = scene.guild.addChannel({ name: 'open' });
  scene.discord.faults.add({ method: 'GET', route: new RegExp(`^/channels/${open.id}$`), kind: '500' });

  const card = await expectCard(scene, await wish(scene, open));

  scene.discord.faults.clear();
  await scene.member.click(card, 'Make it');
  await scene.cover();
});

it('remixes, further takes, other lyrics and a new try say where they go before they are made', async () => {
  const scene = await openStaff();
  const { member, staff, runware } = scene;
  await scene.restart({ REMIX_CHANNELS: '' });
  const posted = await wish(scene, staff);
  await scene.until(() => staff.messages.length > 0);
  const cover = await staff.nextMessage();
  await posted.settled((message) => message.text().includes(cover.id));
  await scene.restart({ REMIX_CHANNELS: scene.channel.id });

  const form = await member.click(cover, 'Remix');
  await expectCard(scene, await member.submit(form, { style: SKA }));
  const ofCover = await member.click(cover, 'Remix this cover');
  await expectCard(scene, await member.submit(ofCover, { style: SKA }));
  const card = await expectCard(scene, await member.click(cover, 'Another take'));
  expect(runware.paidRequests()).toBe(1);

  runware.failNext({ code: 'inferenceError', form: 'item' });
  await member.click(card, 'Make it');
  await scene.until(() => card.buttons().some(({ label }) => label === 'Try again'));
  expect(scene.channel.messages).toEqual([]);
  // It repeats what its member has agreed to on the card.
  await member.click(card, 'Try again');
  expect((await scene.cover()).text()).toContain(STYLE);
});
