import { describe, expect, it } from 'vitest';
import { idOf, openStage, type Stage } from './support/sandbox-with-bot.ts';

async function openMany() {
  const stage = await openStage();
  const ids = [stage.guild.id];
  for (let n = 1; n < 205; n += 1) ids.push(stage.discord.addGuild().id);
  return { ...stage, ids };
}

async function listed({ api }: Pick<Stage, 'api'>, query = ''): Promise<string[]> {
  const { body } = await api('GET', `/users/@me/guilds${query}`);
  return (body as unknown[]).map((guild) => idOf({ body: guild }));
}

describe('the list of the bot’s servers', () => {
  it('comes in pages of up to 200, in the order of the ids', async () => {
    const stage = await openMany();
    const { ids } = stage;
    await expect(listed(stage)).resolves.toEqual(ids.slice(0, 200));
    await expect(listed(stage, '?limit=200&after=0')).resolves.toEqual(ids.slice(0, 200));
    await expect(listed(stage, `?after=${ids[199]}`)).resolves.toEqual(ids.slice(200));
    await expect(listed(stage, `?after=${ids[204]}`)).resolves.toEqual([]);
    await expect(listed(stage, `?limit=3&after=${ids[9]}`)).resolves.toEqual(ids.slice(10, 13));
    await expect(listed(stage, `?limit=3&before=${ids[9]}`)).resolves.toEqual(ids.slice(6, 9));
  });

  it.each(['?limit=0', '?limit=201', '?limit=x', '?after=x', '?before=-1'])('refuses %s', async (query) => {
    const { api } = await openStage();
    expect(await api('GET', `/users/@me/guilds${query}`)).toMatchObject({ status: 400, body: { code: 50035 } });
  });

  it('has those only that the bot is in, and whose members it may write to', async () => {
    const stage = await openStage();
    const { api, discord, guild, member } = stage;
    const other = discord.addGuild();
    const direct = idOf(await api('POST', '/users/@me/channels', { body: { recipient_id: member.id } }));
    const write = () => api('POST', `/channels/${direct}/messages`, { body: { content: 'x' } });

    guild.kickBot();
    await expect(listed(stage)).resolves.toEqual([other.id]);
    expect(await write()).toMatchObject({ status: 403, body: { code: 50278 } });

    guild.inviteBot();
    await expect(listed(stage)).resolves.toEqual([guild.id, other.id]);
    expect((await write()).status).toBe(200);
  });
});
