import { Client, type Interaction } from 'discord.js';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { startBot } from './support/bot.ts';
import { connectRaw } from './support/raw-gateway.ts';
import { openStage } from './support/sandbox-with-bot.ts';

const PING = { name: 'ping', description: 'Answers' };

async function pong(interaction: Interaction): Promise<void> {
  if (interaction.isChatInputCommand()) await interaction.reply('pong');
}

describe('the gateway, with the unmodified library', () => {
  it('replays what a bot missed when its connection was cut', async () => {
    const { discord, channel, member } = await openStage();
    const client = await startBot(discord, pong);
    await client.application.commands.set([PING]);
    discord.gateway.drop();

    const answer = await member.slash(channel, 'ping');
    expect(answer.message?.content).toBe('pong');
    expect([discord.gateway.identifies, discord.gateway.resumes]).toEqual([1, 1]);
  });

  it('has a bot reconnect and resume', async () => {
    const { discord, channel, member } = await openStage();
    const client = await startBot(discord, pong);
    await client.application.commands.set([PING]);
    discord.gateway.requestReconnect();
    await vi.waitFor(() => expect(discord.gateway.resumes).toBe(1), { timeout: 5000 });
    expect((await member.slash(channel, 'ping')).message?.content).toBe('pong');
    expect(discord.gateway.identifies).toBe(1);
  });

  it('tells a bot which guilds it is in, without their contents', async () => {
    const { discord, guild } = await openStage();
    const elsewhere = discord.addGuild();
    elsewhere.kickBot();
    const client = await startBot(discord);
    expect(client.user.id).toBe(discord.botUserId);
    expect(client.application.id).toBe(discord.applicationId);
    expect(client.guilds.cache.map(({ id, available }) => ({ id, available }))).toEqual([
      { id: guild.id, available: false },
    ]);
  });

  it('does not let a wrong token in', async () => {
    const { discord } = await openStage();
    const client = new Client({ intents: [], rest: { api: discord.apiUrl } });
    onTestFinished(() => client.destroy());
    await expect(client.login('wrong')).rejects.toThrow('invalid token');
  });
});

describe('the gateway by itself', () => {
  it.each([
    ['a wrong token', { op: 2, d: { token: 'wrong', intents: 0 } }, 4004],
    ['intents that were not granted', { op: 2, d: { token: '$', intents: 1 << 15 } }, 4014],
    ['a shard that cannot be', { op: 2, d: { token: '$', intents: 0, shard: [2, 2] } }, 4010],
    ['no identification', { op: 3, d: {} }, 4003],
    ['a broken identification', { op: 2, d: {} }, 4002],
    ['a payload that is too long', { op: 1, d: 'x'.repeat(4096) }, 4002],
    ['resuming with a wrong token', { op: 6, d: { token: 'wrong', session_id: 'x', seq: 1 } }, 4004],
  ])('closes on %s', async (_what, packet, code) => {
    const { discord } = await openStage();
    const connection = await connectRaw(discord);
    const text = JSON.stringify(packet).replace('"$"', JSON.stringify(discord.token));
    connection.send(JSON.parse(text));
    expect(await connection.closed).toBe(code);
  });

  it.each([
    ['a second identification', 2, 4005],
    ['an unknown opcode', 99, 4001],
  ])('closes an identified connection on %s', async (_what, op, code) => {
    const { discord } = await openStage();
    const connection = await connectRaw(discord);
    await connection.identify();
    connection.send({ op, d: { token: discord.token, intents: 0 } });
    expect(await connection.closed).toBe(code);
  });

  it('answers heartbeats', async () => {
    const { discord } = await openStage();
    const connection = await connectRaw(discord);
    connection.send({ op: 1, d: null });
    await connection.receive(({ op }) => op === 11);
  });

  it('resumes a session that was lost for a short while only', async () => {
    const { discord, clock } = await openStage();
    const first = await connectRaw(discord);
    const { session_id } = await first.identify();
    const resume = { op: 6, d: { token: discord.token, session_id, seq: 1 } };
    discord.gateway.drop();
    await first.closed;

    const second = await connectRaw(discord);
    second.send(resume);
    expect(await second.receive(({ t }) => t === 'RESUMED')).toMatchObject({ s: 2 });
    discord.gateway.drop();
    await second.closed;
    await clock.advance(4 * 60_000);

    const third = await connectRaw(discord);
    third.send(resume);
    expect(await third.receive(({ op }) => op === 9)).toMatchObject({ d: false });
    await third.identify();
  });

  it('forgets a session that a bot has closed itself', async () => {
    const { discord } = await openStage();
    const first = await connectRaw(discord);
    const { session_id } = await first.identify();
    first.close(1000);
    await vi.waitFor(() => expect(discord.gateway.connected()).toBe(false), { timeout: 5000 });
    const second = await connectRaw(discord);
    second.send({ op: 6, d: { token: discord.token, session_id, seq: 1 } });
    expect(await second.receive(({ op }) => op === 9)).toMatchObject({ d: false });
  });

  it('can call sessions invalid', async () => {
    const { discord } = await openStage();
    const connection = await connectRaw(discord);
    await connection.identify();
    discord.gateway.invalidate({ resumable: true });
    expect(await connection.receive(({ op }) => op === 9)).toMatchObject({ d: true });
    discord.gateway.invalidate();
    await vi.waitFor(() => expect(connection.packets.filter(({ op }) => op === 9)).toHaveLength(2));
    expect(discord.gateway.connected()).toBe(false);
  });

  it('sends the events of a guild to its shard alone', async () => {
    const { discord, guild, channel, member, api } = await openStage();
    await api('PUT', `/applications/${discord.applicationId}/commands`, { body: [PING] });
    const own = Number((BigInt(guild.id) >> 22n) % 2n);
    const shards = [await connectRaw(discord), await connectRaw(discord)];
    for (const [index, shard] of shards.entries()) await shard.identify({ shard: [index, 2] });
    const unanswered = member.slash(channel, 'ping');
    unanswered.catch(() => undefined);
    await shards[own]?.nextInteraction();
    expect(shards[1 - own]?.packets.filter(({ t }) => t === 'INTERACTION_CREATE')).toEqual([]);
  });

  it('lets a test wait for the bot', async () => {
    const { discord } = await openStage();
    const ready = discord.gateway.whenReady();
    expect(discord.gateway.connected()).toBe(false);
    const connection = await connectRaw(discord);
    await connection.identify();
    await ready;
    expect(discord.gateway.connected()).toBe(true);
  });
});
