import { describe, expect, it } from 'vitest';
import { idOf, openStage, type Stage } from './support/sandbox-with-bot.ts';

const many = <T>(count: number, make: (index: number) => T) => Array.from({ length: count }, (_, index) => make(index));
const command = (more = {}) => ({ name: 'go', description: 'Goes', ...more });
const option = (more = {}) => ({ type: 3, name: 'where', description: 'Where to', ...more });
const paths = ({ discord, guild }: Stage) => ({
  everywhere: `/applications/${discord.applicationId}/commands`,
  here: `/applications/${discord.applicationId}/guilds/${guild.id}/commands`,
});

describe('registering commands', () => {
  it('replaces all of one scope, and keeps the ids of those that stay', async () => {
    const stage = await openStage();
    const { everywhere, here } = paths(stage);
    const first = await stage.api('PUT', everywhere, { body: [command(), { name: 'Use this', type: 3 }] });
    await stage.api('PUT', here, { body: [command({ description: 'Only here' })] });
    const [{ id }] = first.body as [{ id: string }];
    expect(await stage.api('PUT', everywhere, { body: [command({ description: 'New' })] })).toMatchObject({
      status: 200,
      body: [{ id, description: 'New', type: 1, application_id: stage.discord.applicationId }],
    });
    expect(stage.discord.commands()).toHaveLength(1);
    expect(stage.discord.commands(stage.guild.id)).toMatchObject([
      { description: 'Only here', guild_id: stage.guild.id },
    ]);
  });

  it('one by one creates, replaces by name, changes and removes', async () => {
    const stage = await openStage();
    const { here } = paths(stage);
    const created = await stage.api('POST', here, { body: command() });
    expect(created.status).toBe(201);
    expect(await stage.api('POST', here, { body: command({ description: 'B' }) })).toMatchObject({ status: 200 });
    const path = `${here}/${idOf(created)}`;
    expect(await stage.api('PATCH', path, { body: { description: 'C' } })).toMatchObject({
      body: { description: 'C' },
    });
    expect(await stage.api('GET', path)).toMatchObject({ body: { name: 'go', description: 'C' } });
    expect((await stage.api('DELETE', path)).status).toBe(204);
    expect(await stage.api('GET', path)).toMatchObject({ status: 404, body: { code: 10063 } });
  });

  it('shows translations only when asked to', async () => {
    const stage = await openStage();
    const { everywhere } = paths(stage);
    await stage.api('PUT', everywhere, { body: [command({ name_localizations: { de: 'los' } })] });
    expect((await stage.api('GET', everywhere)).body).not.toHaveProperty('0.name_localizations');
    expect(await stage.api('GET', `${everywhere}?with_localizations=true`)).toMatchObject({
      body: [{ name_localizations: { de: 'los' } }],
    });
  });

  it.each([
    ['a name with a capital', command({ name: 'Go' }), '0.name', 'APPLICATION_COMMAND_INVALID_NAME'],
    ['a name with a blank', command({ name: 'go now' }), '0.name', 'STRING_TYPE_REGEX'],
    ['no description', { name: 'go' }, '0.description', 'BASE_TYPE_REQUIRED'],
    ['a description over 100', command({ description: 'x'.repeat(101) }), '0.description', 'BASE_TYPE_MAX_LENGTH'],
    ['a description in a menu', command({ type: 3 }), '0.description', 'BASE_TYPE_CHOICES'],
    [
      '26 options',
      command({ options: many(26, (i) => option({ name: `o${i}` })) }),
      '0.options',
      'BASE_TYPE_MAX_LENGTH',
    ],
    [
      '26 choices',
      command({ options: [option({ choices: many(26, (i) => ({ name: `${i}`, value: `${i}` })) })] }),
      '0.options.0.choices',
      'BASE_TYPE_MAX_LENGTH',
    ],
    [
      'an option twice',
      command({ options: [option(), option()] }),
      '0.options.1.name',
      'APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS',
    ],
    [
      'a required option last',
      command({ options: [option(), option({ name: 'b', required: true })] }),
      '0.options.1',
      'APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID',
    ],
    [
      'proposals for a file',
      command({ options: [option({ type: 11, autocomplete: true })] }),
      '0.options.0',
      'APPLICATION_COMMAND_OPTIONS_TYPE_INVALID',
    ],
    [
      'proposals beside choices',
      command({ options: [option({ autocomplete: true, choices: [{ name: 'a', value: 'a' }] })] }),
      '0.options.0.choices',
      'APPLICATION_COMMAND_AUTOCOMPLETE_CHOICES',
    ],
    [
      'a file type without its dot',
      command({ options: [option({ type: 11, file_types: ['mp3'] })] }),
      '0.options.0.file_types.0',
      'STRING_TYPE_REGEX',
    ],
    [
      '8001 characters',
      command({
        options: many(25, (i) =>
          option({
            name: `o${i}`,
            description: 'x'.repeat(100),
            description_localizations: { de: 'y'.repeat(100) },
            choices: many(25, (j) => ({ name: `${j}`.padStart(5, 'n'), value: `${j}`.padStart(5, 'v') })),
          }),
        ),
      }),
      '0',
      'APPLICATION_COMMAND_TOO_LARGE',
    ],
  ])('is refused for %s', async (_what, wanted, path, code) => {
    const stage = await openStage();
    const reply = await stage.api('PUT', paths(stage).everywhere, { body: [wanted] });
    expect(reply).toMatchObject({ status: 400, body: { code: 50035 } });
    expect(reply.body).toHaveProperty(`errors.${path}._errors.0.code`, code);
    expect(stage.discord.commands()).toEqual([]);
  });

  it('is refused for another application, too many, the same name twice, and too often in a day', async () => {
    const stage = await openStage();
    const { everywhere, here } = paths(stage);
    expect(await stage.api('PUT', '/applications/1/commands', { body: [] })).toMatchObject({ body: { code: 20012 } });
    const menus = many(16, (index) => ({ name: `Menu ${index}`, type: 3 }));
    expect(await stage.api('PUT', everywhere, { body: menus })).toMatchObject({ status: 400, body: { code: 30032 } });
    const twice = await stage.api('PUT', everywhere, { body: [command(), command()] });
    expect(twice.body).toHaveProperty('errors.1.name._errors.0.code', 'APPLICATION_COMMANDS_DUPLICATE_NAME');

    const replace = (names: string) =>
      stage.api('PUT', here, { body: many(100, (index) => command({ name: `${names}${index}` })) });
    expect([(await replace('a')).status, (await replace('a')).status, (await replace('b')).status]).toEqual([
      200, 200, 200,
    ]);
    expect(await replace('c')).toMatchObject({ status: 400, body: { code: 30034 } });
    await stage.clock.advance(86_400_000);
    expect((await replace('c')).status).toBe(200);
  });
});
