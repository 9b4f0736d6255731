import { describe, expect, it } from 'vitest';
import { chooseSetting } from '../support/settings-clicks.ts';
import { songOf } from '../support/sounds.ts';
import { createTestBot, type Scene, STYLE } from '../support/test-bot.ts';

const MINUTE = 60_000;

const ask = async ({ member, channel }: Scene, options: Record<string, boolean> = {}) =>
  member.slash(channel, 'cover', { song: await songOf(7), style: STYLE, ...options });

describe('a cover that its member wants to hear first', () => {
  it('goes to them alone, is paid and settled, and is posted once where they press for it', async () => {
    const scene = await createTestBot();
    const { channel, member, until, runware } = scene;
    const answer = await ask(scene, { private: true });

    await until(() => answer.followUps.length === 1);
    const [handed] = answer.followUps;
    expect(handed?.attachments).toHaveLength(1);
    expect(handed?.text()).toContain('Only you can hear it so far.');
    expect(answer.message?.text()).toContain('Only you can hear it so far.');
    expect(channel.messages).toHaveLength(0);
    const mine = await (await member.slash(channel, 'covers mine')).settled();
    expect(mine.text()).toContain('just for you');
    expect((await (await member.slash(channel, 'quota')).settled()).text()).toMatch(/9 of (your )?10/);

    if (!handed) throw new Error('nothing was handed over');
    await scene.restart();
    const clicks = [await member.click(handed, 'Post it'), await member.click(handed, 'Post it')];
    const cover = await scene.cover();
    await until(() => clicks.some(({ message }) => message?.text().includes('is here')));
    expect(cover.attachments.length).toBeGreaterThan(0);
    expect(cover.pings).toEqual([member.id]);
    expect(channel.messages).toHaveLength(1);
    expect(runware.paidRequests()).toBe(1);
  });

  it('waits in /covers mine once the private message is out of reach, and one line pings', async () => {
    const scene = await createTestBot();
    const { channel, member, other, until, clock, discord } = scene;
    const edits = { method: 'PATCH', route: '/webhooks/:id/:token/messages/:id' } as const;
    discord.faults.add({ ...edits, kind: 'reset', when: 'before' });
    await ask(scene, { private: true });
    await until(() => scene.runware.paidRequests() === 1);
    await clock.advance(16 * MINUTE);

    await until(() => channel.messages.length === 1);
    const [line] = channel.messages;
    expect(line?.pings).toEqual([member.id]);
    expect(line?.text()).toContain('is ready, for you alone so far');
    expect(line?.attachments).toEqual([]);
    if (!line) throw new Error('there is no line');
    const foreign = await (await other.click(line, 'Get my cover')).settled();
    expect(foreign.text()).toContain('Only the member who asked');
    const handed = await (await member.click(line, 'Get my cover')).settled();
    expect(handed.attachments).toHaveLength(1);
    await member.click(handed, 'Post it');
    await until(() => channel.messages.length === 2);
    expect(channel.messages[1]?.attachments.length).toBeGreaterThan(0);
  });

  it('is chosen in the form as well, and taken back on the review card', async () => {
    const scene = await createTestBot({ environment: { CONFIRM_ABOVE_USD: '0.01' } });
    const { channel, member } = scene;
    const form = await member.slash(channel, 'cover');
    const answer = await member.submit(form, { Song: await songOf(7), style: STYLE, 'Only me first': true });
    const card = await answer.settled();
    expect(card.text()).toContain('Only you get it first, with a button to post it.');
    const old = card.buttons().find(({ label }) => label === 'Make it')?.customId ?? '';

    const changed = await (await member.select(card, 'Who hears it first?', ['all'])).settled(
      (message) => !message.text().includes('Only you get it first'),
    );
    const stale = await (await member.click(changed, { force: true, customId: old })).settled();
    expect(stale.text()).toContain('Something changed since you opened this.');
    await member.click(stale, 'Make it');

    expect((await scene.cover()).attachments.length).toBeGreaterThan(0);
  });

  it('is so where the server has it as its default and its member says nothing else', async () => {
    const scene = await createTestBot();
    const { channel, member, guild, until } = scene;
    await chooseSetting(guild.owner, channel, 'privateFirst', ['true']);

    const form = await member.slash(channel, 'cover');
    const box = form.modal?.components.find((part) => JSON.stringify(part).includes('Only me first'));
    expect(JSON.stringify(box)).toContain('"default":true');
    const answer = await ask(scene);
    await until(() => answer.followUps.length === 1);
    expect(channel.messages).toHaveLength(0);
  });

  it.each([
    ['in the command', { private: false }],
    ['in the form', null],
  ])('is posted at once where its member says so %s, whatever the server’s default', async (_where, options) => {
    const scene = await createTestBot();
    const { channel, member, guild } = scene;
    await chooseSetting(guild.owner, channel, 'privateFirst', ['true']);

    if (options) await ask(scene, options);
    else {
      const form = await member.slash(channel, 'cover');
      await member.submit(form, { Song: await songOf(7), style: STYLE, 'Only me first': false });
    }

    expect((await scene.cover()).attachments.length).toBeGreaterThan(0);
  });

  it('is posted at once where its member says so on the review card, whatever the server’s default', async () => {
    const scene = await createTestBot({ environment: { CONFIRM_ABOVE_USD: '0.01' } });
    const { channel, member, guild } = scene;
    await chooseSetting(guild.owner, channel, 'privateFirst', ['true']);
    const card = await (await ask(scene)).settled();
    expect(card.text()).toContain('This server lets you hear it first');

    const changed = await (await member.select(card, 'Who hears it first?', ['all'])).settled(
      (message) => !message.text().includes('hear it first:'),
    );
    await member.click(changed, 'Make it');

    expect((await scene.cover()).attachments.length).toBeGreaterThan(0);
  });

  it('stays what its member chose when it is tried again, whatever the server’s default is by then', async () => {
    const scene = await createTestBot();
    const { channel, member, guild, runware, until } = scene;
    runware.failNext({ code: 'inferenceError', form: 'item' });
    const answer = await ask(scene, { private: false });
    await until(() => answer.message?.buttons().some(({ label }) => label === 'Try again'));
    await chooseSetting(guild.owner, channel, 'privateFirst', ['true']);
    if (!answer.message) throw new Error('there is no message');

    await member.click(answer.message, 'Try again');

    expect((await scene.cover()).attachments.length).toBeGreaterThan(0);
  });
});
