import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { createDiscordClient } from '../../src/discord/client.ts';
import { createLogger } from '../../src/logger.ts';
import { nothingRegistered, openServer } from './bot-at-discord.ts';

async function online() {
  const server = await openServer();
  const { sandbox, member, channel } = server;
  const fatal: Error[] = [];
  const lines: Record<string, unknown>[] = [];
  const client = createDiscordClient({
    token: sandbox.token,
    api: sandbox.apiUrl,
    commands: () => [{ name: 'sing', description: 'Sing' }],
    registered: nothingRegistered(),
    log: createLogger({ level: 'info', destination: { write: (line) => void lines.push(JSON.parse(line)) } }),
    onFatal: (error) => fatal.push(error),
  });
  onTestFinished(() => client.stop());
  const seen: unknown[] = [];
  await client.start((payload) => seen.push((payload as { id: string }).id));
  /** A member asks; nobody answers here. */
  const ask = () => void member.slash(channel, 'sing').catch(() => undefined);
  return { ...server, client, fatal, lines, seen, ask };
}

it('a lost connection is resumed, and what was missed comes then', async () => {
  const { sandbox, client, seen, ask } = await online();
  ask();
  await expect.poll(() => seen).toHaveLength(1);

  sandbox.gateway.drop();
  await expect.poll(() => client.isConnected()).toBe(false);
  ask();

  await expect.poll(() => seen, { timeout: 5_000 }).toHaveLength(2);
  expect(client.isConnected()).toBe(true);
  expect(sandbox.gateway).toMatchObject({ identifies: 1, resumes: 1 });
});

it('a process that has a part of the servers hears of those alone, and takes no others for gone', async () => {
  const server = await openServer();
  const { sandbox, guild } = server;
  const shard = Number((BigInt(guild.id) >> 22n) % 2n);
  const heard: unknown[][] = [[], []];
  const places: number[] = [];
  for (const id of [0, 1]) {
    const client = createDiscordClient({
      token: sandbox.token,
      api: sandbox.apiUrl,
      shards: { ids: [id], count: 2 },
      identifyTurn: async (place) => void places.push(place),
      commands: () => [{ name: 'sing', description: 'Sing' }],
      registered: nothingRegistered(),
      log: createLogger({ level: 'silent' }),
      onFatal: () => undefined,
    });
    onTestFinished(() => client.stop());
    const { guildIds } = await client.start((payload) => heard[id]?.push(payload));
    expect(guildIds).toBeUndefined();
  }
  void server.member.slash(server.channel, 'sing').catch(() => undefined);
  await expect.poll(() => heard[shard]).toHaveLength(1);
  expect(heard[1 - shard]).toEqual([]);
  expect(places).toHaveLength(2);
});

it('a turn to identify that cannot be had at present is asked for again', async () => {
  const { sandbox } = await openServer();
  let asked = 0;
  const client = createDiscordClient({
    token: sandbox.token,
    api: sandbox.apiUrl,
    identifyTurn: async () => {
      asked += 1;
      if (asked === 1) throw new Error('the database is away');
    },
    commands: () => [],
    registered: nothingRegistered(),
    log: createLogger({ level: 'silent' }),
    onFatal: () => undefined,
  });
  onTestFinished(() => client.stop());

  await client.start(() => undefined);

  expect(asked).toBe(2);
  expect(client.isConnected()).toBe(true);
});

it('a process that answers nobody knows who the bot is, and opens no session', async () => {
  const { sandbox } = await openServer();
  const client = createDiscordClient({
    token: sandbox.token,
    api: sandbox.apiUrl,
    commands: () => [],
    registered: nothingRegistered(),
    log: createLogger({ level: 'silent' }),
    onFatal: () => undefined,
  });
  onTestFinished(() => client.stop());
  await client.startQuietly();
  expect(client.identity()).toEqual({ applicationId: expect.any(String), botId: expect.any(String) });
  expect(sandbox.gateway.identifies).toBe(0);
});

it('a process that answers nobody mentions commands that another one has registered, before its start or after', async () => {
  const { sandbox, channel } = await openServer();
  const clientOf = (waits = { firstPauseMs: 10 }) => {
    const client = createDiscordClient({
      token: sandbox.token,
      api: sandbox.apiUrl,
      commands: () => [{ name: 'sing', description: 'Sing' }],
      registered: nothingRegistered(),
      log: createLogger({ level: 'silent' }),
      waits,
      onFatal: () => undefined,
    });
    onTestFinished(() => client.stop());
    return client;
  };
  const said = async ({ rest }: ReturnType<typeof clientOf>) => {
    await rest.repeatable.post(`/channels/${channel.id}/messages`, { body: { content: 'Type `/sing`' } });
    return channel.messages.at(-1)?.content;
  };
  const early = clientOf();
  await early.startQuietly();
  expect(await said(early)).toBe('Type `/sing`');

  await clientOf().start(() => undefined);

  await expect.poll(() => said(early)).toMatch(/^Type <\/sing:\d+>$/);
  const late = clientOf();
  await late.startQuietly();
  await expect.poll(() => said(late)).toMatch(/^Type <\/sing:\d+>$/);
});

it('a request to reconnect is followed', async () => {
  const { sandbox, seen, ask } = await online();

  sandbox.gateway.requestReconnect();

  await expect.poll(() => sandbox.gateway.resumes, { timeout: 5_000 }).toBe(1);
  ask();
  await expect.poll(() => seen).toHaveLength(1);
});

it('a session that is gone is followed by a new one', async () => {
  const { sandbox, seen, ask } = await online();

  sandbox.gateway.invalidate();

  await expect.poll(() => sandbox.gateway.identifies, { timeout: 10_000 }).toBe(2);
  ask();
  await expect.poll(() => seen).toHaveLength(1);
});

it('a connection that acknowledges no heartbeat is left for another', async () => {
  const { sandbox } = await online();
  sandbox.gateway.ignoreHeartbeats();

  sandbox.gateway.sendText('{"op":10,"d":{"heartbeat_interval":1000}}');

  await expect.poll(() => sandbox.gateway.resumes, { timeout: 10_000 }).toBeGreaterThan(0);
});

it('a refusal of the gateway is believed the second time, and then final', async () => {
  const { sandbox, client, fatal } = await online();

  sandbox.gateway.refuseAll(4004);

  await expect.poll(() => fatal, { timeout: 10_000 }).toMatchObject([{ name: 'TokenRefusedError' }]);
  expect(client.isConnected()).toBe(false);
});

it('a bot that has connected too often waits instead of losing its token', async () => {
  const limit = { total: 1_000, remaining: 0, reset_after: 60_000, max_concurrency: 1 };
  const discord = createServer((_, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ url: 'ws://127.0.0.1:1', shards: 1, session_start_limit: limit }));
  });
  await once(discord.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => void discord.close());
  const lines: Record<string, unknown>[] = [];
  const client = createDiscordClient({
    token: 'any',
    api: `http://127.0.0.1:${(discord.address() as AddressInfo).port}/api`,
    commands: () => [],
    registered: nothingRegistered(),
    log: createLogger({ level: 'info', destination: { write: (line) => void lines.push(JSON.parse(line)) } }),
    onFatal: () => undefined,
  });
  const starting = client.start(() => undefined);
  starting.catch(() => undefined);

  await expect
    .poll(() => lines)
    .toMatchObject([{ reason: 'this bot has connected too often today', retryInMs: 60_000 }]);

  await client.stop();
});
