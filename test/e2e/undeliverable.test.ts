import { describe, expect, it } from 'vitest';
import { songOf } from '../support/sounds.ts';
import { createTestBot, STYLE } from '../support/test-bot.ts';

const MESSAGES = '/channels/:id/messages';
const AUTO_MOD = { status: 400, code: 200_000, message: 'Message was blocked by AutoMod' };

describe('a cover that could not be posted', () => {
  it('says why, and is posted once where its requester presses for it, across a kill', async () => {
    const { discord, guild, channel, member, until, restart } = await createTestBot();
    const lobby = guild.addChannel({ name: 'lobby' });
    const fault = discord.faults.add({ method: 'POST', route: MESSAGES, kind: 'refusal', refusal: AUTO_MOD });
    const answer = await member.slash(channel, 'cover', { song: await songOf(7), style: STYLE });
    await until(() => answer.message?.text().includes('AutoMod') ?? false);
    await until(() => answer.followUps.length > 0);
    expect(answer.followUps.map(({ attachments }) => attachments.length)).toEqual([1]);
    fault.remove();

    const mine = await (await member.slash(lobby, 'covers mine')).settled();
    const menu = /"custom_id":"(covers:play:[^"]+)"/.exec(JSON.stringify(mine.components))?.[1] ?? '';
    const value = /"value":"(\d+)"/.exec(JSON.stringify(mine.components))?.[1] ?? '';
    const handed = await (await member.select(mine, menu, [value])).settled();
    discord.faults.add({ method: 'POST', route: MESSAGES, kind: 'reset', when: 'after', times: 1 });
    const clicks = await Promise.all([member.click(handed, 'Post it'), member.click(handed, 'Post it')]);
    await until(() => lobby.messages.length > 0);
    await restart();
    await until(() => clicks.some(({ message }) => message?.text().includes('is here')));
    const again = await member.click(handed, 'Post it');
    await again.settled((message) => message.text().includes('is here'));

    expect([channel.messages.length, lobby.messages.length]).toEqual([0, 1]);
  });
});

describe('a cover whose message was deleted by hand', () => {
  it('is called removed wherever it is shown, and never not posted', async () => {
    const { channel, member, cover } = await createTestBot();
    await member.slash(channel, 'cover', { song: await songOf(7), style: STYLE });
    const message = await cover();
    await member.click(message, '♥ 0');
    channel.deleteMessage(message);

    const top = await (await member.slash(channel, 'covers top')).settled();
    const mine = await (await member.slash(channel, 'covers mine')).settled();

    expect(top.text()).not.toContain('**song**');
    expect(mine.text()).toContain('deleted');
  });
});
