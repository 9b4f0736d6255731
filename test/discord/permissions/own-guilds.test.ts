import { describe, expect, it } from 'vitest';
import { openRest } from '../bot-at-discord.ts';

const signal = new AbortController().signal;
const LIST = '/users/@me/guilds';

describe('the servers that the bot is in', () => {
  it('are all of them, on however many pages they come', async () => {
    const { discord, sandbox, guild } = await openRest();
    const ids = [guild.id];
    for (let n = 1; n < 401; n += 1) ids.push(sandbox.addGuild().id);

    await expect(discord.ownGuilds(signal)).resolves.toEqual(new Set(ids));
    expect(sandbox.log.of('GET', LIST)).toHaveLength(3);
  });

  it('are none when the bot was removed from the only one', async () => {
    const { discord, guild } = await openRest();
    guild.kickBot();

    await expect(discord.ownGuilds(signal)).resolves.toEqual(new Set());
  });

  it('are not told in part: a page that cannot be had is an error', async () => {
    const { discord, sandbox } = await openRest();
    for (let n = 1; n < 401; n += 1) sandbox.addGuild();
    const isLater = ({ query }: { query: Readonly<Record<string, string>> }) => query.after !== '0';
    sandbox.faults.add({ method: 'GET', route: LIST, kind: '500', fits: isLater });

    await expect(discord.ownGuilds(signal)).rejects.toMatchObject({ code: 'retry' });
  });

  it('are not told by a page that is not the one that was asked for', async () => {
    const { discord, sandbox } = await openRest();
    for (let n = 1; n < 250; n += 1) sandbox.addGuild();
    // What stands in between may answer again what it has answered before.
    const odd = sandbox.guilds.slice(0, 200).map(({ id }) => ({ id }));
    const isLater = ({ query }: { query: Readonly<Record<string, string>> }) => query.after !== '0';
    sandbox.faults.add({ method: 'GET', route: LIST, kind: 'odd', odd, times: 1, fits: isLater });

    await expect(discord.ownGuilds(signal)).rejects.toMatchObject({ code: 'retry' });
  });

  it.each([
    ['a page of a proxy', { status: 200, body: 'page' }],
    ['no body', { status: 200, body: 'empty' }],
    ['Discord’s own network in trouble', { status: 403, body: 'network' }],
  ] as const)('are not told by %s', async (_what, foreign) => {
    const { discord, sandbox } = await openRest();
    sandbox.faults.add({ method: 'GET', route: LIST, kind: 'foreign', foreign });

    await expect(discord.ownGuilds(signal)).rejects.toMatchObject({ name: 'DiscordError' });
  });
});

describe('whether the bot is in one server', () => {
  it('is known by what Discord says of that one, at any time anew', async () => {
    const { discord, guild } = await openRest();
    await expect(discord.isInGuild(guild.id, signal)).resolves.toBe(true);
    guild.kickBot();
    await expect(discord.isInGuild(guild.id, signal)).resolves.toBe(false);
    guild.inviteBot();
    await expect(discord.isInGuild(guild.id, signal)).resolves.toBe(true);
  });

  it('is not known while Discord does not say', async () => {
    const { discord, guild, sandbox } = await openRest();
    guild.kickBot();
    sandbox.faults.add({ method: 'GET', route: '/guilds/:id', kind: '500' });

    await expect(discord.isInGuild(guild.id, signal)).rejects.toMatchObject({ code: 'retry' });
  });
});
