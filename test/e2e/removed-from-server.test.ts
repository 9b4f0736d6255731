import { describe, expect, it } from 'vitest';
import type { Answer } from '../../src/sandbox/discord/types.ts';
import { songOf } from '../support/sounds.ts';
import { createTestBot, type Scene, STYLE } from '../support/test-bot.ts';

const DAY = 24 * 3_600_000;
const LIST = '/users/@me/guilds';

type Opened = Scene & { lines: readonly Record<string, unknown>[] };

async function openLoggedScene(environment: Record<string, string> = {}): Promise<Opened> {
  const lines: Record<string, unknown>[] = [];
  const onLogLine = (line: string) => void lines.push(JSON.parse(line));
  return { ...(await createTestBot({ environment, onLogLine })), lines };
}

const comparisons = (lines: Opened['lines']) => lines.filter(({ wasCompared }) => wasCompared === true).length;

/** The bot is off, and back until it has compared its list of servers with what is known, and has done what follows. */
async function nextDay({ restart, until, lines }: Opened, days = 1): Promise<void> {
  for (let day = 0; day < days; day += 1) {
    const before = comparisons(lines);
    await restart({}, DAY);
    await until(() => comparisons(lines) > before, 10_000);
  }
}

const said = ({ lines }: Opened, word: RegExp) =>
  lines.filter(({ msg }) => word.test(String(msg))).map(({ guildId }) => guildId);

const waitingFor = async ({ member, channel, until }: Scene, seconds: number): Promise<Answer> => {
  const answer = await member.slash(channel, 'cover', { song: await songOf(seconds), style: STYLE });
  await until(() => (answer.message?.text() ?? '') !== '');
  return answer;
};

describe('a server that the bot was removed from', () => {
  it('has the cover that is paid for kept for its requester, and everything deleted after thirty days', async () => {
    const scene = await openLoggedScene();
    const { discord, guild, channel, member, other, cover, runware, until } = scene;
    const elsewhere = discord.addGuild();
    elsewhere.addMember({ name: 'Ada', user: member });
    await member.slash(channel, 'cover', { song: await songOf(7), style: STYLE });
    await other.click(await cover(), '♥ 0');
    const kept = await waitingFor(scene, 8);
    await until(() => runware.paidRequests() === 2);
    guild.kickBot();
    await until(() => kept.message?.attachments.length === 1);

    await nextDay(scene);
    expect(said(scene, /was removed from a server/)).toEqual([]);
    await nextDay(scene);
    expect(said(scene, /was removed from a server/)).toEqual([guild.id]);
    await nextDay(scene, 28);
    expect(said(scene, /is deleted/)).toEqual([]);
    await nextDay(scene);
    expect(said(scene, /is deleted/)).toEqual([guild.id]);

    guild.inviteBot();
    const mine = await (await member.slash(channel, 'covers mine')).settled();
    expect(mine.text()).not.toContain('**song**');
    expect(said(scene, /again/)).toEqual([guild.id]);
    expect(runware.paidRequests()).toBe(2);
  });

  it('finds everything as it was when it adds the bot again before', async () => {
    const scene = await openLoggedScene();
    const { guild, channel, member, other, cover } = scene;
    await member.slash(channel, 'cover', { song: await songOf(7), style: STYLE });
    await other.click(await cover(), '♥ 0');
    guild.kickBot();
    await nextDay(scene, 20);
    expect(said(scene, /was removed from a server/)).toEqual([guild.id]);
    guild.inviteBot();
    const top = await (await member.slash(channel, 'covers top', { period: 'all' })).settled();
    await nextDay(scene, 15);

    expect(said(scene, /again/)).toEqual([guild.id]);
    expect(said(scene, /is deleted/)).toEqual([]);
    expect(top.text()).toContain('**song**');
    const mine = await (await member.slash(channel, 'covers mine')).settled();
    expect(mine.text()).toContain('**song**');
  });

  it('is not taken for one while the list of servers cannot be had', async () => {
    const scene = await openLoggedScene();
    const { discord, guild, channel, member, cover, restart, until, lines } = scene;
    await member.slash(channel, 'cover', { song: await songOf(7), style: STYLE });
    await cover();
    discord.faults.add({ method: 'GET', route: LIST, kind: '500' });
    const unheard = () => said(scene, /did not say which servers/).length;
    guild.kickBot();
    for (let day = 0; day < 3; day += 1) {
      const before = unheard();
      await restart({}, DAY);
      await until(() => unheard() > before, 10_000);
    }

    expect(comparisons(lines)).toBe(0);
    expect(said(scene, /was removed from a server/)).toEqual([]);
  });
});
