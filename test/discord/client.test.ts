import { ContextMenuCommandBuilder, SlashCommandBuilder } from 'discord.js';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createDiscordClient } from '../../src/discord/client.ts';
import { TokenRefusedError } from '../../src/discord/token-refused-error.ts';
import { createLogger } from '../../src/logger.ts';
import { openServer } from './stage.ts';

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
    log,
    waits: { readyMs: 5_000 },
    onFatal: (error) => fatal.push(error),
    ...changes,
  });
  onTestFinished(() => client.stop());
  return { client, fatal };
}

describe('createDiscordClient', () => {
  it('goes online and registers its commands for servers only', async () => {
    const server = await openServer();
    const { client } = clientOf(server);
    expect(() => client.identity()).toThrow('not online yet');

    await expect(client.start(() => {})).resolves.toEqual({
      applicationId: server.sandbox.applicationId,
      botId: server.sandbox.botUserId,
    });

    expect(server.sandbox.commands()).toMatchObject(
      ['sing', 'list', 'Sing this'].map((name) => ({ name, contexts: [0], integration_types: [0] })),
    );
    expect(client.identity().botId).toBe(server.sandbox.botUserId);
  });

  it('registers again only what has changed', async () => {
    const server = await openServer();
    const writes = () => server.sandbox.log.of('PUT', COMMANDS).length;
    await clientOf(server).client.start(() => {});
    expect(writes()).toBe(1);

    await clientOf(server).client.start(() => {});
    expect(writes()).toBe(1);

    await clientOf(server, { commands: () => [command('Sing a song')] }).client.start(() => {});
    expect(writes()).toBe(2);
    expect(server.sandbox.commands()).toMatchObject([{ description: 'Sing a song' }]);

    await clientOf(server, { commands: () => [] }).client.start(() => {});
    expect(server.sandbox.commands()).toEqual([]);
  });

  it('says plainly that a token is refused', async () => {
    const server = await openServer();
    const { client, fatal } = clientOf(server, { token: 'not-the-token' });

    await expect(client.start(() => {})).rejects.toThrow(TokenRefusedError);
    expect(fatal).toEqual([]);
  });

  it('does not start where Discord is down, and does not hang', async () => {
    const server = await openServer();
    server.sandbox.faults.add({ route: COMMANDS, kind: '500' });

    await expect(clientOf(server).client.start(() => {})).rejects.toMatchObject({
      name: 'DiscordError',
      code: 'retry',
    });
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
