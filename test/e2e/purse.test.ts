import { describe, expect, it } from 'vitest';
import type { SandboxChannel, SandboxMember } from '../../src/sandbox/discord/types.ts';
import { songOf } from '../support/sounds.ts';
import { createTestBot, DOWNLOADS, STYLE } from '../support/test-bot.ts';

const USED_UP = /My budget for all servers together is used up/;
const NOT_OPEN = /hasn't opened it for this server/;

async function ask(member: SandboxMember, channel: SandboxChannel, style = STYLE) {
  return (await member.slash(channel, 'cover', { song: await songOf(7), style })).settled();
}

describe("the operator's purse", () => {
  it('has a bottom over all servers, however many of them a stranger brings', async () => {
    const environment = { BUDGET_USD_PER_MONTH: '0.45', NEW_GUILD_BUDGET_USD: '15', RUNWARE_RUNNING: '100' };
    const { discord, runware, until } = await createTestBot({ environment });
    const answers: Awaited<ReturnType<typeof ask>>[] = [];
    for (let n = 0; n < 5; n += 1) {
      const guild = discord.addGuild();
      answers.push(await ask(guild.addMember({ name: 'Mallory' }), guild.addChannel({ name: 'covers' })));
    }
    await until(() => runware.paidRequests() === 3);
    const refused = answers.filter((answer) => USED_UP.test(answer.text()));
    expect(refused).toHaveLength(2);
    await until(
      () => discord.guilds.flatMap(({ channels }) => channels.flatMap(({ messages }) => messages)).length === 3,
    );
    expect(runware.paidRequests()).toBe(3);
  });

  it('is opened a little way only by a server that the operator has not named', async () => {
    const { guild, channel, member, discord, runware, cover, restart } = await createTestBot({
      environment: { NEW_GUILD_BUDGET_USD: '0.15' },
    });
    await ask(member, channel);
    await cover();
    const refusal = await ask(member, channel, 'fast punk with loud guitars');
    expect(refusal.text()).toContain('$0.00 of the budget');

    await restart({ NEW_GUILD_BUDGET_USD: '0.15', ALLOWED_GUILDS: `${guild.id}, *` });
    await ask(member, channel, 'fast punk with loud guitars');
    await cover();
    const other = discord.addGuild();
    const answer = await ask(other.addMember({ name: 'Eve' }), other.addChannel({ name: 'covers' }));
    expect(answer.text()).not.toMatch(NOT_OPEN);
    expect(runware.paidRequests()).toBeGreaterThan(1);
  });

  it('is shut for servers that are not on the list, before anything is downloaded', async () => {
    const { channel, member, discord, runware } = await createTestBot({
      environment: { ALLOWED_GUILDS: '1000000000000000009' },
    });
    expect((await ask(member, channel)).text()).toMatch(NOT_OPEN);
    const alone = await member.slash(channel, 'cover', { song: await songOf(7) });
    expect((await alone.settled()).text()).toMatch(NOT_OPEN);
    expect((await (await member.slash(channel, 'cover')).settled()).text()).toMatch(NOT_OPEN);
    expect(discord.log.of('GET', DOWNLOADS)).toHaveLength(0);
    expect(runware.paidRequests()).toBe(0);
    expect((await (await member.slash(channel, 'quota')).settled()).text()).toContain('takes left');
  });

  it('is closed to one member who has had enough in all servers together', async () => {
    const { channel, member, other, discord, cover } = await createTestBot({
      environment: { MEMBER_COVERS_PER_DAY_TOTAL: '1' },
    });
    await ask(member, channel);
    await cover();
    const elsewhere = discord.addGuild();
    const there = elsewhere.addChannel({ name: 'covers' });
    const again = await ask(elsewhere.addMember({ name: 'Ada', user: member }), there);
    expect(again.text()).toContain('in all servers together');
    await ask(other, channel);
    expect((await cover()).pings).toEqual([other.id]);
  });
});

describe('a member without a take left', () => {
  it('has nothing downloaded, heard or written', async () => {
    const { channel, member, discord, minimax } = await createTestBot({
      environment: { PROVIDERS: 'minimax', MEMBER_COVERS_PER_DAY: '0' },
    });
    expect((await ask(member, channel)).text()).toContain("You don't have any takes");
    const heard = await member.slash(channel, 'cover', { song: await songOf(7), lyrics: 'edit' });
    expect((await heard.settled()).text()).toContain("You don't have any takes");
    await member.slash(channel, 'cover', { song: await songOf(7) });
    expect((await ask(member, channel, 'short')).text()).toContain("You don't have any takes");
    expect(discord.log.of('GET', DOWNLOADS)).toHaveLength(0);
    // Whether the key is right is asked all the same.
    expect(minimax.requests.filter(({ endpoint }) => endpoint !== 'plan')).toEqual([]);
  });
});

describe('words that no model takes', () => {
  it('are refused before the song is downloaded', async () => {
    const { channel, member, discord } = await createTestBot();
    expect((await ask(member, channel, '\u2800'.repeat(20))).text()).toContain('Say how it should sound');
    expect(discord.log.of('GET', DOWNLOADS)).toHaveLength(0);
  });
});

describe('the same wish twice within a minute', () => {
  it('is made once, shows the first one, and offers another', async () => {
    const { channel, member, runware, cover, until } = await createTestBot();
    await ask(member, channel);
    const second = await ask(member, channel);
    expect(second.text()).toContain('exactly this a moment ago');
    await cover();
    expect(runware.paidRequests()).toBe(1);

    await Promise.all([member.click(second, 'Make another'), member.click(second, 'Make another')]);
    await until(() => channel.messages.length === 2);
    expect(runware.paidRequests()).toBe(2);
  });

  it('by two requests at once is one job', async () => {
    const { channel, member, runware, cover, clock } = await createTestBot();
    await Promise.all([ask(member, channel), ask(member, channel)]);
    await cover();
    await clock.advance(10 * 60_000);
    expect([runware.paidRequests(), channel.messages.length]).toEqual([1, 1]);
  });

  it('in another style, by another member or a minute later is another cover', async () => {
    const { channel, member, other, runware, clock, until } = await createTestBot();
    await ask(member, channel);
    await ask(member, channel, 'fast punk with loud guitars');
    await ask(other, channel);
    await clock.advance(61_000);
    await ask(member, channel);
    await until(() => channel.messages.length === 4);
    expect(runware.paidRequests()).toBe(4);
  });
});
