import { PermissionFlagsBits } from 'discord.js';
import { describe, expect, it } from 'vitest';
import type { Answer, SandboxMessage } from '../../src/sandbox/discord/types.ts';
import { songOf } from '../support/sounds.ts';
import { createTestBot, type Scene, STYLE, workAsked } from '../support/test-bot.ts';

const SKA = 'fast bright ska with brass';

async function openWithCover(
  options: Parameters<typeof createTestBot>[0] = {},
): Promise<Scene & { first: SandboxMessage }> {
  const scene = await createTestBot(options);
  const answer = await scene.member.slash(scene.channel, 'cover', { song: await songOf(7), style: STYLE });
  const first = await scene.cover();
  await answer.settled((message) => message.text().includes(first.id));
  return { ...scene, first };
}

async function make(scene: Scene, answer: Answer): Promise<SandboxMessage> {
  const card = await answer.settled((message) => message.buttons().some(({ label }) => label === 'Make it'));
  await scene.other.click(card, 'Make it');
  const remix = await scene.cover();
  await answer.settled((message) => message.text().includes(remix.id));
  return remix;
}

const linkTo = ({ id }: SandboxMessage) => new RegExp(`discord\\.com/channels/\\d+/\\d+/${id}`);

describe('under a cover, anyone', () => {
  it('makes a remix: another style of the same song, after the bot was restarted', async () => {
    const scene = await openWithCover();
    await scene.restart();
    const form = await scene.other.click(scene.first, 'Remix');
    const remix = await make(scene, await scene.other.submit(form, { style: SKA }));
    expect(remix.text()).toContain(SKA);
    expect(remix.text()).toMatch(linkTo(scene.first));
    expect(remix.pings).toEqual([scene.other.id]);
    expect(scene.runware.paidRequests()).toBe(2);
  });

  it('makes a cover of the cover, and one of that', async () => {
    const scene = await openWithCover();
    const second = await make(
      scene,
      await scene.other.submit(await scene.other.click(scene.first, 'Remix this cover'), { style: SKA }),
    );
    expect(second.text()).toMatch(linkTo(scene.first));
    const third = await make(
      scene,
      await scene.other.submit(await scene.other.click(second, 'Remix this cover'), { style: STYLE }),
    );
    expect(third.text()).toMatch(linkTo(second));

    const tree = await (await scene.member.slash(scene.channel, 'covers tree', { cover: coverIdOf(second) })).settled();
    for (const cover of [scene.first, second, third]) expect(tree.text()).toMatch(linkTo(cover));
  });

  it('has another take made of the same', async () => {
    const scene = await openWithCover();
    const another = await make(scene, await scene.other.click(scene.first, 'Another take'));
    expect(another.text()).toContain(STYLE);
    expect(another.text()).toMatch(linkTo(scene.first));
  });

  it('is told where the audio is no longer kept', async () => {
    const scene = await openWithCover({ environment: { KEEP_FILES_DAYS: '1' } });
    await scene.clock.advance(2 * 24 * 3_600_000);
    await scene.until(async () => {
      const answer = await scene.other.click(scene.first, 'Another take');
      return (await answer.settled()).text().includes('no longer have the audio');
    }, 600_000);
    expect(scene.runware.paidRequests()).toBe(1);
  });
});

describe('a member’s vote', () => {
  it('is counted once, taken back by a second click, and answered by an update without any other edit', async () => {
    const scene = await openWithCover();
    const edits = () => scene.discord.log.of('PATCH', '/channels/:id/messages/:id').length;
    const heart = () => scene.first.buttons().find(({ label }) => label.startsWith('♥'))?.label;
    const before = edits();
    const vote = async (member: Scene['member']) => {
      const answer = await member.click(scene.first, heart() ?? '');
      expect(answer.kind).toBe('update');
      return heart();
    };
    expect(heart()).toBe('♥ 0');
    expect(await vote(scene.member)).toBe('♥ 1');
    expect(await vote(scene.other)).toBe('♥ 2');
    expect(await vote(scene.member)).toBe('♥ 1');
    await scene.restart();
    expect(await vote(scene.member)).toBe('♥ 2');
    expect(edits()).toBe(before);
    expect(scene.first.attachments).toHaveLength(1);
    const top = await (await scene.member.slash(scene.channel, 'covers top')).settled();
    expect(top.text()).toMatch(linkTo(scene.first));
  });
});

describe('a cover in a channel that a member does not see', () => {
  it('is in none of the lists that they are shown', async () => {
    const scene = await createTestBot();
    const { guild, channel, member, other } = scene;
    channel.setOverwrites([{ id: other.id, type: 'member', deny: PermissionFlagsBits.ViewChannel }]);
    const elsewhere = guild.addChannel({ name: 'elsewhere' });
    await member.slash(channel, 'cover', { song: await songOf(7), style: STYLE });
    const cover = await scene.cover();
    await (await member.click(cover, '♥ 0')).settled();

    for (const [reader, isSeen] of [
      [member, true],
      [other, false],
    ] as const) {
      const proposed = await reader.autocomplete(elsewhere, 'covers show', { cover: '' }, 'cover');
      expect(proposed).toHaveLength(isSeen ? 1 : 0);
      const top = await (await reader.slash(elsewhere, 'covers top')).settled();
      expect(linkTo(cover).test(top.text())).toBe(isSeen);
      const shown = await (await reader.slash(elsewhere, 'covers show', { cover: coverIdOf(cover) })).settled();
      expect(linkTo(cover).test(shown.text())).toBe(isSeen);
    }
  });
});

describe('Cover this song', () => {
  const menu = 'Cover this song';

  it('covers the audio of any message', async () => {
    const scene = await createTestBot();
    const posted = scene.other.post(scene.channel, { content: 'my new song', files: [await songOf(7)] });
    const form = await scene.member.menu(scene.channel, menu, posted);
    await scene.member.submit(form, { style: STYLE });
    await scene.until(() => scene.channel.messages.length === 2);
    expect((await scene.channel.nextMessage()).pings).toEqual([scene.member.id]);
  });

  it('says so where there is none', async () => {
    const scene = await createTestBot();
    const posted = scene.other.post(scene.channel, { content: 'no song here' });
    const answer = await scene.member.menu(scene.channel, menu, posted);
    expect((await answer.settled()).text()).toMatch(/no audio/i);
  });

  it('is refused where the song’s poster does not want it', async () => {
    const scene = await createTestBot();
    await scene.other.slash(scene.channel, 'privacy uploads', { others: 'forbid' });
    const posted = scene.other.post(scene.channel, { files: [await songOf(7)] });
    const form = await scene.member.menu(scene.channel, menu, posted);
    const answer = await scene.member.submit(form, { style: STYLE });
    expect((await answer.settled()).text()).toMatch(/doesn't want/i);
    expect(workAsked(scene.runware)).toEqual([]);
  });

  it('makes a remix of a cover', async () => {
    const scene = await openWithCover();
    const form = await scene.other.menu(scene.channel, menu, scene.first);
    const remix = await make(scene, await scene.other.submit(form, { style: SKA }));
    expect(remix.text()).toMatch(linkTo(scene.first));
  });
});

function coverIdOf(message: SandboxMessage): string {
  const [, , id = ''] = message.buttons()[0]?.customId.split(':') ?? [];
  return id;
}
