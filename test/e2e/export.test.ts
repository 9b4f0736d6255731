import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { PermissionFlagsBits as Flags } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { coversIds } from '../../src/discord/interactions/cover-ids.ts';
import type { Answer, SandboxMember } from '../../src/sandbox/discord/types.ts';
import { readZip } from '../support/read-zip.ts';
import { songOf } from '../support/sounds.ts';
import { createTestBot, type Scene } from '../support/test-bot.ts';

const factsSchema = z.looseObject({ message: z.string().nullable(), style: z.string(), remixOf: z.unknown() });

async function make(scene: Scene, member: SandboxMember, style: string) {
  const song = { ...(await songOf(7)), name: 'Paper_Lanterns.mp3' };
  const answer = await member.slash(scene.channel, 'cover', { song, style });
  const message = await scene.cover();
  await answer.settled((one) => one.text().includes(message.id));
  return message;
}

const take = (scene: Scene, member: SandboxMember, since?: string) =>
  member.slash(scene.channel, 'covers export', since === undefined ? {} : { since });

const isDone = ({ content }: { content: string }) => !content.startsWith('Packing');

/** All files of all parts of an answer, by name. */
async function filesOf(answer: Answer): Promise<Map<string, Buffer>> {
  const zips = answer.followUps.flatMap(({ attachments }) => attachments);
  const parts = await Promise.all(zips.map((zip) => readZip(zip.data())));
  return new Map(parts.flat().map(({ name, data }) => [name, data]));
}

describe('/covers export', () => {
  it('gives a member a zip with a folder for each of their own covers, in private', async () => {
    const scene = await createTestBot();
    const first = await make(scene, scene.member, 'slow blues with a warm organ');
    const second = await make(scene, scene.member, 'fast bright ska with brass');
    await make(scene, scene.other, 'whispered choir of others');

    const answer = await take(scene, scene.member);
    const done = await answer.settled(isDone);

    expect(done.content).toMatch(/^Here you are: 2 covers in 1 file\./);
    expect(answer.followUps.map(({ ephemeralFor, content }) => [ephemeralFor, content])).toEqual([
      [scene.member.id, '**Your covers**'],
    ]);
    const files = await filesOf(answer);
    const day = new Date(scene.clock.now()).toISOString().slice(0, 10);
    const folders = ['fast-bright-ska-with-brass', 'slow-blues-with-a-warm-organ'].map(
      (style) => `${day} - paper-lanterns-${style}`,
    );
    expect([...files.keys()].sort()).toEqual(
      [
        'index.txt',
        ...folders.map((folder) => `${folder}/cover.json`),
        `${folders[0]}/paper-lanterns-fast-bright-ska-with-brass.mp3`,
        `${folders[1]}/paper-lanterns-slow-blues-with-a-warm-organ.mp3`,
      ].sort(),
    );
    // As it was posted, with its tags.
    const posted = second.attachments.find(({ filename }) => filename.endsWith('.mp3'));
    const sound = files.get(`${folders[0]}/paper-lanterns-fast-bright-ska-with-brass.mp3`);
    expect(posted && sound?.equals(Buffer.from(posted.data()))).toBe(true);
    const facts = factsSchema.parse(JSON.parse(String(files.get(`${folders[1]}/cover.json`))));
    expect(facts).toMatchObject({
      isMadeByAi: true,
      song: 'Paper_Lanterns.mp3',
      style: 'slow blues with a warm organ',
      provider: 'runware',
      remixOf: null,
      takes: [{ file: 'paper-lanterns-slow-blues-with-a-warm-organ.mp3', format: 'mp3' }],
    });
    expect(facts.message).toContain(first.id);
    const index = String(files.get('index.txt'));
    expect(index).toContain(
      `${folders[0]} | Paper Lanterns – fast bright ska with brass | 1 take | https://discord.com/`,
    );
    expect(index + [...files.keys()].join()).not.toContain('choir');
    // Nothing is left on the disk.
    expect(readdirSync(join(scene.dataFolder, 'exports'))).toEqual([]);
  });

  it('goes by time, and leaves out what was removed, by whatever hand, and what was taken down', async () => {
    const scene = await createTestBot();
    const managers = scene.guild.addRole({ name: 'managers', permissions: Flags.ManageMessages });
    const manager = scene.guild.addMember({ name: 'Mo', roles: [managers] });
    const old = await make(scene, scene.member, 'old one');
    await scene.clock.advance(3 * 24 * 3_600_000);
    const deleted = await make(scene, scene.member, 'deleted by hand');
    await make(scene, scene.member, 'stays here');

    const ofDay = await take(scene, scene.member, 'day');
    await ofDay.settled(isDone);
    expect([...(await filesOf(ofDay)).keys()].filter((name) => name.endsWith('.json'))).toHaveLength(2);
    scene.channel.deleteMessage(deleted);
    await scene.clock.advance(120_000);
    const ofWeek = await take(scene, scene.member, 'week');
    await ofWeek.settled(isDone);
    const names = [...(await filesOf(ofWeek)).keys()].join();
    expect(names).toMatch(/old-one/);
    expect(names).toMatch(/stays-here/);
    expect(names).not.toMatch(/deleted-by-hand/);

    const card = await manager.select(old, menuOf(old.toJSON()), ['remove']);
    const asked = await card.settled();
    const button = asked.buttons().find(({ customId }) => customId.startsWith('cover:takeDown'));
    await (await manager.click(asked, button?.customId ?? '')).settled(({ buttons }) => buttons().length === 0);
    const after = await take(scene, scene.member);

    // The song was taken down, so what else was made of it stays out as well.
    const done = await after.settled(isDone);
    expect(done.content).toContain('Nothing to pack');
    expect(done.content).toContain('1 cover left out: the song was taken down');
    expect(after.followUps).toEqual([]);
  });

  it('is packed smaller where Discord takes less than it said, and begun anew where it does not answer', async () => {
    const scene = await createTestBot();
    await make(scene, scene.member, 'slow blues');
    const parts = { method: 'POST', route: '/webhooks/:id/:token' } as const;
    const tooLarge = { status: 413, code: 40_005, message: 'Request entity too large' };
    scene.discord.faults.add({ ...parts, kind: 'refusal', refusal: tooLarge, times: 1 });

    const answer = await take(scene, scene.member);
    const done = await answer.settled(isDone);

    expect(done.content).toMatch(/^Here you are: 1 cover in 1 file\./);
    expect(answer.followUps).toHaveLength(1);

    scene.discord.faults.add({ ...parts, kind: '500', times: 1 });
    const again = await take(scene, scene.member);
    await scene.until(() => isDone({ content: again.message?.content ?? 'Packing' }));
    expect(again.followUps.length).toBeGreaterThanOrEqual(1);
    expect(readdirSync(join(scene.dataFolder, 'exports'))).toEqual([]);
  });

  it('goes on behind a cover with the button, for its own member alone', async () => {
    const scene = await createTestBot();
    await make(scene, scene.member, 'the older one');
    const newer = await make(scene, scene.member, 'the newer one');
    const jobId = /cover:vote:(\d+)/.exec(JSON.stringify(newer.toJSON()))?.[1] ?? '';
    const goOn = async (member: SandboxMember) => {
      const answer = await member.click(newer, { force: true, customId: coversIds.export(jobId, '0') });
      await answer.settled(isDone);
      return [...(await filesOf(answer)).keys()].filter((name) => name.endsWith('.json'));
    };

    expect(await goOn(scene.member)).toEqual([expect.stringMatching(/the-older-one\/cover\.json$/)]);
    expect(await goOn(scene.other)).toEqual([]);
  });

  it('says so where there is nothing', async () => {
    const scene = await createTestBot();
    const done = await (await take(scene, scene.member)).settled(isDone);
    expect(done.content).toMatch(/^Nothing to pack/);
    expect(done.buttons()).toEqual([]);
  });
});

function menuOf(message: object): string {
  return /"custom_id":"(cover:more:[^"]+)"/.exec(JSON.stringify(message))?.[1] ?? '';
}
