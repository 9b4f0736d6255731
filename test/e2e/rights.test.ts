import { PermissionFlagsBits as Flags } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { formIds } from '../../src/discord/interactions/cover-ids.ts';
import type { Answer, SandboxMember, SandboxMessage, UploadedFile } from '../../src/sandbox/discord/types.ts';
import { songOf } from '../support/sounds.ts';
import { createTestBot, type Scene, STYLE } from '../support/test-bot.ts';

const NOT_WANTED = /doesn't want covers of it/i;
const TAKEN_DOWN = /taken down/i;
const SKA = 'fast bright ska with brass';

/** The same sound in other bytes. */
const withMore = (song: UploadedFile): UploadedFile => ({
  ...song,
  data: Buffer.concat([song.data, Buffer.from([7])]),
});

const ask = (scene: Scene, member: SandboxMember, song: UploadedFile) =>
  member.slash(scene.channel, 'cover', { song, style: STYLE });

async function post(scene: Scene, member: SandboxMember, song: UploadedFile): Promise<SandboxMessage> {
  const answer = await ask(scene, member, song);
  const message = await scene.cover();
  await answer.settled((one) => one.text().includes(message.id));
  return message;
}

const textOf = async (answer: Promise<Answer> | Answer) => (await (await answer).settled()).text();
const forbid = (scene: Scene, member: SandboxMember) =>
  textOf(member.slash(scene.channel, 'privacy uploads', { others: 'forbid' }));

/** Ada has posted a song first, and wants no covers of it by others. */
async function openForbidden() {
  const scene = await createTestBot();
  const song = await songOf(7);
  const cover = await post(scene, scene.member, song);
  await forbid(scene, scene.member);
  const managers = scene.guild.addRole({ name: 'managers', permissions: Flags.ManageGuild });
  const manager = scene.guild.addMember({ name: 'Mo', roles: [managers] });
  return { ...scene, song, firstCover: cover, manager };
}

describe('a song that its first poster wants no covers of', () => {
  it('is refused to others whoever uploads it, also with a byte more, after a restart and with no cover left', async () => {
    const scene = await openForbidden();
    const { other, member, song, runware } = scene;

    await expect(textOf(ask(scene, other, song))).resolves.toMatch(NOT_WANTED);
    await expect(textOf(ask(scene, other, withMore(song)))).resolves.toMatch(NOT_WANTED);
    await scene.restart();
    await textOf(member.select(scene.firstCover, menuOf(scene.firstCover), ['remove']));
    await expect(textOf(ask(scene, other, withMore(song)))).resolves.toMatch(NOT_WANTED);
    const posted = other.post(scene.channel, { files: [withMore(song)] });
    const form = await other.menu(scene.channel, 'Cover this song', posted);
    await expect(textOf(other.submit(form, { style: STYLE }))).resolves.toMatch(NOT_WANTED);

    expect(runware.paidRequests()).toBe(1);
    await ask(scene, member, song);
    await scene.until(() => runware.paidRequests() === 2);
  });

  it('is refused by the file of its cover, too', async () => {
    const scene = await openForbidden();
    const [file] = scene.firstCover.attachments;
    const response = await fetch(file?.url ?? '');
    const saved = { name: 'saved.mp3', data: Buffer.from(await response.arrayBuffer()), contentType: 'audio/mpeg' };

    await expect(textOf(ask(scene, scene.other, withMore(saved)))).resolves.toMatch(NOT_WANTED);
  });

  it('is refused when others want to know its words', async () => {
    const scene = await openForbidden();

    const answer = scene.other.slash(scene.channel, 'cover', { song: scene.song, lyrics: 'edit' });

    await expect(textOf(answer)).resolves.toMatch(NOT_WANTED);
  });

  it('is no less theirs in another server than it was there', async () => {
    const scene = await openForbidden();
    const elsewhere = scene.discord.addGuild();
    const channel = elsewhere.addChannel({ name: 'elsewhere' });
    const bob = elsewhere.addMember({ name: 'Bob', user: scene.other });

    await bob.slash(channel, 'cover', { song: scene.song, style: STYLE });

    await scene.until(() => channel.messages.length > 0);
  });

  it('is allowed by who may manage the server, and then to all', async () => {
    const scene = await openForbidden();
    const { manager, other, song } = scene;

    const card = await (await ask(scene, manager, withMore(song))).settled();
    expect(card.text()).toMatch(NOT_WANTED);
    expect(card.buttons().map(({ label }) => label)).toEqual(['Allow it here', 'Cancel']);
    await manager.click(card, 'Allow it here');
    await scene.cover();
    await post(scene, other, song);
    await post(scene, other, withMore(song));
    await expect(forbid(scene, scene.member)).resolves.toMatch(/from now on/);
    await post(scene, other, song);
  });

  it('is allowed from under a cover of it as well', async () => {
    const scene = await openForbidden();
    const { manager, other, firstCover } = scene;
    const remix = async (member: SandboxMember) => {
      const form = await member.click(firstCover, 'Remix');
      return (await member.submit(form, { style: SKA })).settled();
    };

    expect((await remix(other)).text()).toMatch(NOT_WANTED);
    const card = await remix(manager);
    await manager.click(card, 'Allow it here');
    await scene.until(() => card.buttons().some(({ label }) => label === 'Make it'));
    expect((await remix(other)).buttons().map(({ label }) => label)).toContain('Make it');
  });

  it('cannot be allowed by a forged button of somebody who does not manage the server', async () => {
    const scene = await openForbidden();
    const { other, song } = scene;
    const answer = await ask(scene, other, song);
    const refusal = await answer.settled();
    const fix = refusal.buttons()[0]?.customId ?? '';
    expect(fix).toBe(formIds('cover').fix(answer.interactionId));

    await other.click(refusal, { force: true, customId: fix.replace(':fix:', ':allow:') });

    await expect(textOf(ask(scene, other, song))).resolves.toMatch(NOT_WANTED);
  });
});

describe('a song that others have posted before', () => {
  it('cannot be locked by uploading it once, by a wish or by a take-down', async () => {
    const scene = await createTestBot();
    const { member, other } = scene;
    const song = await songOf(7);
    const first = await post(scene, member, song);
    await forbid(scene, other);
    const again = await post(scene, other, withMore(song));

    const card = await (await other.select(again, menuOf(again), ['remove'])).settled();
    expect(card.text()).toContain('Others have posted the same song here');
    const forged = card.buttons()[0]?.customId.replace(':remove:', ':takeDown:') ?? '';
    const done = await other.click(card, { force: true, customId: forged });
    await done.settled((one) => /^Deleted/.test(one.text()));
    expect([first.deleted, again.deleted]).toEqual([false, true]);
    await ask(scene, member, song);
    await ask(scene, member, withMore(song));
    await scene.until(() => scene.runware.paidRequests() === 4);
  });
});

describe('a song that was taken down', () => {
  it('stays so with a byte more, and by the file of its cover', async () => {
    const scene = await createTestBot();
    const { member, other } = scene;
    const song = await songOf(7);
    const cover = await post(scene, member, song);
    const [file] = cover.attachments;
    const saved = Buffer.from(await (await fetch(file?.url ?? '')).arrayBuffer());
    const card = await (await member.select(cover, menuOf(cover), ['remove'])).settled(
      (one) => one.buttons().length > 1,
    );
    const takeDown = card.buttons().find(({ customId }) => customId.includes('takeDown'));
    await (await member.click(card, takeDown?.label ?? '')).settled((one) => /^Deleted/.test(one.text()));

    await expect(textOf(ask(scene, other, withMore(song)))).resolves.toMatch(TAKEN_DOWN);
    const file2 = { name: 'saved.mp3', data: Buffer.concat([saved, Buffer.from([7])]), contentType: 'audio/mpeg' };
    await expect(textOf(ask(scene, other, file2))).resolves.toMatch(TAKEN_DOWN);
  });
});

function menuOf(message: { components: readonly Record<string, unknown>[] }): string {
  return /"custom_id":"(cover:more:[^"]+)"/.exec(JSON.stringify(message.components))?.[1] ?? '';
}
