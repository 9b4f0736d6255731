import { describe, expect, it, onTestFinished } from 'vitest';
import { createGuildRoster } from '../../src/discord/guild-roster.ts';
import { createLogger } from '../../src/logger.ts';
import { openRest } from './bot-at-discord.ts';

const MINUTE = 60_000;
const LIST = '/users/@me/guilds';

async function openRoster() {
  const server = await openRest();
  const { discord, clock, sandbox } = server;
  const lines: string[] = [];
  const destination = {
    write(line: string) {
      const { msg, guildId, servers } = JSON.parse(line);
      lines.push(`${msg}: ${guildId}, ${servers}`);
    },
  };
  const log = createLogger({ level: 'info', destination });
  const roster = createGuildRoster({ ownGuilds: discord.ownGuilds, clock, log });
  onTestFinished(() => roster.stop());
  /** One more list was read. */
  const nextList = async () => {
    const before = sandbox.log.of('GET', LIST).length;
    await clock.runUntil(() => sandbox.log.of('GET', LIST).length > before, { stepMs: MINUTE });
    // The next one is asked for only once this one was looked through.
    await clock.runUntil(() => sandbox.log.of('GET', LIST).length > before + 1, { stepMs: MINUTE });
  };
  return { ...server, roster, lines, nextList };
}

describe('the servers that a bot is in', () => {
  it('are told as they add and remove the bot, within a minute or two', async () => {
    const { roster, guild, sandbox, lines, nextList } = await openRoster();
    roster.start([guild.id]);
    expect(roster.count()).toBe(1);
    const { id } = sandbox.addGuild();
    await nextList();
    guild.kickBot();
    await nextList();

    expect(lines).toEqual([`a server has added the bot: ${id}, 2`, `a server has removed the bot: ${guild.id}, 1`]);
    expect(roster.count()).toBe(1);
  });

  it('are those of the first list where the gateway did not say', async () => {
    const { roster, lines, nextList } = await openRoster();
    roster.start(undefined);
    expect(roster.count()).toBe(undefined);
    await nextList();

    expect({ count: roster.count(), lines }).toEqual({ count: 1, lines: [] });
  });

  it('include one that a member writes from before the list was read', async () => {
    const { roster, guild, lines } = await openRoster();
    roster.start([]);
    roster.heard(guild.id);
    roster.heard(guild.id);

    expect({ count: roster.count(), lines }).toEqual({
      count: 1,
      lines: [`a server has added the bot: ${guild.id}, 1`],
    });
  });

  it('stay as they were while the list cannot be had', async () => {
    const { roster, guild, sandbox, lines, nextList } = await openRoster();
    sandbox.faults.add({ method: 'GET', route: LIST, kind: '500' });
    roster.start([guild.id]);
    guild.kickBot();
    await nextList();

    expect({ count: roster.count(), lines }).toEqual({ count: 1, lines: [] });
  });
});
