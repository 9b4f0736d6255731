import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { ContextMenuCommandBuilder, SlashCommandBuilder } from 'discord.js';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createDiscordClient, TokenRefusedError } from '../../src/discord/client.ts';
import { createLogger } from '../../src/logger.ts';
import { nothingRegistered, openServer } from './bot-at-discord.ts';

type Server = Awaited<ReturnType<typeof openServer>>;

const log = createLogger({ level: 'silent' });
const COMMANDS = '/applications/:id/commands';

const command = (description: string) =>
  new SlashCommandBuilder()
    .setName('sing')
    .setDescription(description)
    .addStringOption((option) => option.setName('style').setDescription('Style').setMinLength(1).setRequired(true))
    .addAttachmentOption((option) => option.setName('song').setDescription('Song').setFileTypes('audio'))
    .toJSON();

/** With subcommands, and in the menu of messages. */
const others = [
  new SlashCommandBuilder()
    .setName('list')
    .setDescription('List')
    .addSubcommand((part) =>
      part
        .setName('show')
        .setDescription('Show')
        .addStringOption((option) => option.setName('which').setDescription('Which').setAutocomplete(true)),
    )
    .toJSON(),
  new ContextMenuCommandBuilder().setName('Sing this').setType(3).toJSON(),
];

function clientOf({ sandbox }: Server, changes: Partial<Parameters<typeof createDiscordClient>[0]> = {}) {
  const fatal: Error[] = [];
  const client = createDiscordClient({
    token: sandbox.token,
    api: sandbox.apiUrl,
    commands: () => [command('Sing'), ...others],
    registered: nothingRegistered(),
    log,
    waits: { firstPauseMs: 10 },
    onFatal: (error) => fatal.push(error),
    ...changes,
  });
  onTestFinished(() => client.stop());
  return { client, fatal };
}

const AWAY = 'Discord cannot be reached; trying again';

/** Where nobody listens. */
async function closedAddress(): Promise<string> {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  await once(server.close(), 'close');
  return `http://127.0.0.1:${port}/api`;
}

function readableLog() {
  const lines: Record<string, unknown>[] = [];
  const destination = { write: (line: string) => void lines.push(JSON.parse(line)) };
  return { lines, log: createLogger({ level: 'info', destination }) };
}

describe('createDiscordClient', () => {
  it('goes online and registers its commands as they are', async () => {
    const server = await openServer();
    const { client } = clientOf(server);
    expect(() => client.identity()).toThrow('not online yet');

    await expect(client.start(() => {})).resolves.toEqual({
      applicationId: server.sandbox.applicationId,
      botId: server.sandbox.botUserId,
      botName: 'coverband#0001',
      guildIds: [server.guild.id],
    });

    expect(server.sandbox.commands()).toMatchObject([{ description: 'Sing' }, { name: 'list' }, { name: 'Sing this' }]);
    expect(client.identity().botId).toBe(server.sandbox.botUserId);
  });

  it('registers its commands anew only when they are others', async () => {
    const server = await openServer();
    const registered = nothingRegistered();
    const writes = () => server.sandbox.log.of('PUT', COMMANDS).length;
    await clientOf(server, { registered }).client.start(() => {});
    expect(writes()).toBe(1);

    await clientOf(server, { registered }).client.start(() => {});
    expect(writes()).toBe(1);

    await clientOf(server, { registered, commands: () => [command('Sing a song')] }).client.start(() => {});
    expect(writes()).toBe(2);
    expect(server.sandbox.commands()).toMatchObject([{ description: 'Sing a song' }]);

    await clientOf(server, { registered, commands: () => [] }).client.start(() => {});
    expect(server.sandbox.commands()).toEqual([]);
  });

  it('registers its commands anew where somebody else has changed them', async () => {
    const server = await openServer();
    const registered = nothingRegistered();
    await clientOf(server, { registered }).client.start(() => {});
    await clientOf(server, { commands: () => [command('Of another program')] }).client.start(() => {});

    await clientOf(server, { registered }).client.start(() => {});

    expect(server.sandbox.commands()).toMatchObject([{ description: 'Sing' }, { name: 'list' }, { name: 'Sing this' }]);
  });

  it('says plainly that a token is refused', async () => {
    const server = await openServer();
    const { client, fatal } = clientOf(server, { token: 'not-the-token' });

    await expect(client.start(() => {})).rejects.toThrow(TokenRefusedError);
    expect(fatal).toEqual([]);
  });

  it('waits while Discord is away, says so in one line each time, and then starts', async () => {
    const server = await openServer();
    const down = server.sandbox.faults.add({ route: '/gateway/bot', kind: '500' });
    const { lines, log } = readableLog();
    const { client } = clientOf(server, { log });
    const starting = client.start(() => {});
    await expect.poll(() => lines.filter(({ msg }) => msg === AWAY).length).toBeGreaterThan(1);
    expect(lines).toContainEqual(expect.objectContaining({ msg: AWAY, reason: 'GET was answered 500' }));
    expect(server.sandbox.gateway.identifies).toBe(0);

    down.remove();

    await expect(starting).resolves.toMatchObject({ botId: server.sandbox.botUserId });
  });

  it.each([
    { method: 'GET', kind: '500' },
    { method: 'GET', kind: 'hang' },
    { method: 'GET', kind: 'refusal', refusal: { status: 403, code: 20_012, message: '' } },
    { method: 'PUT', kind: 'refusal', refusal: { status: 400, code: 30_034, message: '' } },
    { method: 'PUT', kind: 'refusal', refusal: { status: 400, code: 50_035, message: '' } },
    { method: 'PUT', kind: '500' },
  ] as const)('goes on without its commands after $kind to $method, and registers them later', async (fault) => {
    const server = await openServer();
    const trouble = server.sandbox.faults.add({ route: COMMANDS, ...fault });
    const { lines, log } = readableLog();
    const registered = nothingRegistered();
    await registered.set(server.sandbox.applicationId, 'those of the last start');
    const waits = { firstPauseMs: 10, commandsMs: 300, requestMs: 500 };
    const { client, fatal } = clientOf(server, { log, registered, waits });

    await expect(client.start(() => {})).resolves.toMatchObject({ botId: server.sandbox.botUserId });
    expect(client.isConnected()).toBe(true);
    expect(server.sandbox.commands()).toEqual([]);
    await expect.poll(() => trouble.hits).toBeGreaterThan(2);
    trouble.remove();

    await expect.poll(() => server.sandbox.commands()).toHaveLength(3);
    await expect.poll(() => lines.map(({ msg }) => msg)).toContain('commands registered');
    expect(server.sandbox.gateway.identifies).toBe(1);
    expect(fatal).toEqual([]);
  });

  it('asks for its commands no sooner than Discord wants to be asked', async () => {
    const server = await openServer();
    const limit = server.sandbox.faults.add({ route: COMMANDS, kind: '429', retryAfterSeconds: 3_600 });
    const { lines, log } = readableLog();
    const { client } = clientOf(server, { log });

    await client.start(() => {});

    const reported = () => lines.find(({ retryInMs }) => retryInMs !== undefined);
    await expect.poll(() => Number(reported()?.retryInMs)).toBeGreaterThan(3_500_000);
    expect(limit.hits).toBe(1);
  });

  it('knows who it is before its commands are registered', async () => {
    const server = await openServer();
    server.sandbox.faults.add({ route: COMMANDS, kind: 'hang' });
    const { client } = clientOf(server);
    const starting = client.start(() => {});
    starting.catch(() => undefined);
    await expect.poll(() => server.sandbox.log.of('PUT', COMMANDS)).toHaveLength(1);

    expect(client.identity().botId).toBe(server.sandbox.botUserId);
  });

  it('can be stopped while it waits for Discord', async () => {
    const server = await openServer();
    const { lines, log } = readableLog();
    const { client } = clientOf(server, { api: await closedAddress(), log });
    const starting = client.start(() => {});
    starting.catch(() => undefined);
    await expect.poll(() => lines.map(({ msg }) => msg)).toContain(AWAY);
    expect(lines).toContainEqual(expect.objectContaining({ reason: expect.stringContaining('ECONNREFUSED') }));

    await client.stop();

    await expect(starting).rejects.toThrow('stopping');
  });

  it('can be stopped while Discord is just being asked', async () => {
    const asked = Promise.withResolvers<void>();
    const silent = createServer((socket) => {
      asked.resolve();
      socket.on('error', () => undefined);
    });
    await once(silent.listen(0, '127.0.0.1'), 'listening');
    onTestFinished(() => void silent.close());
    const { port } = silent.address() as AddressInfo;
    const { client } = clientOf(await openServer(), { api: `http://127.0.0.1:${port}/api` });
    const starting = client.start(() => {});
    starting.catch(() => undefined);
    await asked.promise;

    await client.stop();

    await expect(starting).rejects.toThrow('stopping');
  });

  it('reports a token that is refused later, once', async () => {
    const server = await openServer();
    const { client, fatal } = clientOf(server);
    await client.start(() => {});
    server.sandbox.faults.add({ route: /./, kind: 'refusal', refusal: { status: 401, code: 0, message: 'no' } });

    await client.rest.repeatable.get('/users/@me').catch(() => undefined);
    await client.rest.once.get('/users/@me').catch(() => undefined);

    expect(fatal).toEqual([expect.any(TokenRefusedError)]);
  });

  it('looks twice at a refusal, and lives on where the token is good', async () => {
    const server = await openServer();
    const { client, fatal } = clientOf(server);
    await client.start(() => {});
    const refusal = { status: 401, code: 0, message: 'no' };
    server.sandbox.faults.add({ route: COMMANDS, kind: 'refusal', refusal, times: 1 });
    const route = `/applications/${server.sandbox.applicationId}/commands` as const;

    await expect(client.rest.once.get(route)).rejects.toMatchObject({ name: 'DiscordError', code: 'retry' });

    await expect(client.rest.once.get(route)).resolves.toHaveLength(3);
    await expect(client.rest.once.get('/users/@me')).resolves.toMatchObject({ id: server.sandbox.botUserId });
    expect(fatal).toEqual([]);
  });

  it('hands interactions over as they come, and no more once it has stopped', async () => {
    const server = await openServer();
    const { client } = clientOf(server);
    const seen: unknown[] = [];
    await client.start((payload) => seen.push(payload));
    server.member.slash(server.channel, 'sing', { style: 'loud' }).catch(() => undefined);

    await expect.poll(() => seen).toMatchObject([{ data: { name: 'sing' }, guild_id: server.guild.id }]);
    await client.stop();
    await expect(client.rest.once.get('/users/@me')).rejects.toThrow();
  });
});
