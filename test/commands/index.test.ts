import { readdirSync, readFileSync } from 'node:fs';
import { ApplicationCommandType } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { createCommands } from '../../commands/index.ts';
import type { CommandDeps } from '../../commands/services.ts';
import { coverIds, coversIds, privacyIds, songIds } from '../../src/discord/interactions/cover-ids.ts';
import { parseCustomId } from '../../src/discord/interactions/custom-id.ts';
import { helpIds } from '../../src/discord/interactions/help-ids.ts';
import { cardActions, moderationIds } from '../../src/discord/interactions/moderation-ids.ts';
import { operatorIds } from '../../src/discord/interactions/operator-ids.ts';
import { settingsIds } from '../../src/discord/interactions/settings-ids.ts';
import type { Model } from '../../src/domain/models.ts';
import { noKnownPrice } from '../../src/domain/money/prices.ts';
import { models } from '../../src/providers/catalog.ts';

const unused = async () => Promise.reject(new Error('not asked'));

/** Commands are put together without using anything. */
function commandsFor(offered: readonly Model[]) {
  const operator = { guildIds: ['1000000000000000001'], memberIds: [] };
  const deps = { models: offered, operator, lyrics: { hear: unused, writing: undefined, write: unused } };
  return createCommands(
    new Proxy(deps as unknown as CommandDeps, { get: (part, name) => Reflect.get(part, name) ?? {} }),
  );
}

/** Those of `/cover-mod`, some of which name an action as well. */
function moderatorsIds(): string[] {
  const { ask, form, ...others } = moderationIds;
  const id = '1000000000000000001';
  return [
    ...Object.values(others).map((of) => of(id)),
    ...cardActions.flatMap((action) => [ask(action, id, null), form(action, id, null)]),
  ];
}

/** The commands that texts tell people to use, as they are written there. */
function commandsInTexts(): Set<string> {
  const folder = new URL('../../src/locales/en/', import.meta.url);
  const sources = readdirSync(folder).map((name) => readFileSync(new URL(name, folder), 'utf8'));
  return new Set(
    sources.flatMap((source) => [...source.matchAll(/command\('([^']+)'\)/g)].map(([, name = '']) => name)),
  );
}

describe('createCommands', () => {
  it('has every command that a text tells people to use', () => {
    const there = commandsFor(models).flatMap(({ name, subcommands = {} }) => [
      name,
      ...Object.keys(subcommands).map((part) => `${name} ${part}`),
    ]);

    expect(commandsInTexts().size).toBeGreaterThan(10);
    expect([...commandsInTexts()].filter((name) => !there.includes(name))).toEqual([]);
  });

  it('answers every custom id that is declared, and no other', () => {
    const commands = commandsFor(models);

    const declared = [coverIds, songIds, coversIds, privacyIds, settingsIds, operatorIds, helpIds]
      .flatMap((one) => Object.values(one))
      .map((of) => of('1000000000000000001'))
      .concat(moderatorsIds())
      .map(parseCustomId)
      .map((id) => `${id?.command}:${id?.action}`);
    const answered = commands.flatMap(({ name, buttons, modals, selects }) =>
      [buttons, modals, selects].flatMap(Object.keys).map((action) => `${name}:${action}`),
    );

    expect([...new Set(declared)].sort()).toEqual([...new Set(answered)].sort());
  });

  it('says of every command who may use it, and where: servers only', () => {
    const data = commandsFor(models).flatMap((command) => command.data);
    const stated = data.map((command) => [command.name, command.contexts, command.integration_types]);
    const needed = data.flatMap(({ name, default_member_permissions: permissions }) =>
      permissions === null ? [] : [[name, permissions]],
    );

    expect(stated).toEqual(data.map(({ name }) => [name, [0], [0]]));
    const [manageServer, manageMessages, administrators] = ['32', '8192', '0'];
    expect(needed).toEqual([
      ['cover-settings', manageServer],
      ['cover-mod', manageMessages],
      ['Moderate this cover', manageMessages],
      ['cover-operator', administrators],
    ]);
  });

  it('answers each command under the name that Discord shows', () => {
    const typed = commandsFor(models).map(({ name, data }) => [
      name,
      ...data
        .filter(({ type = ApplicationCommandType.ChatInput }) => type === ApplicationCommandType.ChatInput)
        .map((one) => one.name),
    ]);

    expect(typed).toEqual(typed.map(([name]) => [name, name]));
  });

  it('has each command that members can type in the table of the README', () => {
    const readme = readFileSync('README.md', 'utf8');
    const forMembers = commandsFor(models).filter(({ data }) =>
      data.some((one) => one.default_member_permissions === null),
    );

    expect(forMembers.map(({ name }) => name).filter((name) => !readme.includes(`| \`/${name}\` |`))).toEqual([]);
  });

  it.each(models.map((model) => [model.id, model] as const))('offers with %s what the model takes', (_id, model) => {
    const [command] = commandsFor([model]).flatMap(({ data }) => data);

    expect(command?.name).toBe(model.kind);
    const options = command && 'options' in command ? (command.options ?? []) : [];
    const names = options.map(({ name }) => name);
    expect(names.includes('style')).toBe(model.style.need !== 'none');
    expect(names.includes('takes')).toBe(model.maximumTakes > 1);
    expect(names.includes('seed')).toBe(model.seed !== undefined);
    expect(names.includes('lyrics')).toBe(model.kind === 'cover' && model.lyrics.need !== 'none');
    expect(names.includes('voice')).toBe(model.uploads === 'parts');
    expect(names.includes('write_lyrics')).toBe(model.songs.writesLyrics);
    expect(options.map(({ description }) => description.length > 0 && description.length <= 100)).not.toContain(false);
    expect(JSON.stringify(options)).not.toContain('undefined');
    expect(JSON.stringify(options)).not.toContain('null');
  });

  it('asks for none of its options with a price that nobody knows', () => {
    const [row] = models;
    if (!row) throw new Error('the catalog is empty');

    const [data] = commandsFor([{ ...row, priceOf: noKnownPrice }]).flatMap((command) => command.data);

    expect(JSON.stringify(data)).toContain('How many takes to make"');
  });
});
