import { describe, expect, it } from 'vitest';
import { createCommands } from '../../commands/index.ts';
import { coverIds, songIds } from '../../src/discord/cover-ids.ts';
import { parseCustomId } from '../../src/discord/custom-id.ts';
import { type Model, models } from '../../src/domain/models.ts';

const unused = async () => Promise.reject(new Error('not asked'));

function commandsFor(offered: readonly Model[]) {
  return createCommands({
    models: offered,
    drafts: { get: async () => undefined, save: async () => {} },
    cancelCover: unused,
    requests: { begin: () => {}, request: unused, newTry: unused },
    lyrics: { hear: unused, writing: undefined, write: unused },
  });
}

describe('createCommands', () => {
  it('answers every custom id that views give out', () => {
    const commands = commandsFor(models);

    const given = [...Object.values(coverIds), ...Object.values(songIds)].map((of) => of('1000000000000000001'));
    const answered = commands.flatMap(({ name, buttons, modals }) =>
      [...Object.keys(buttons), ...Object.keys(modals)].map((action) => `${name}:${action}`),
    );

    expect(
      given
        .map((id) => parseCustomId(id))
        .map((id) => `${id?.command}:${id?.action}`)
        .sort(),
    ).toEqual(answered.sort());
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

    const [data] = commandsFor([{ ...row, priceMicros: null }]).flatMap((command) => command.data);

    expect(JSON.stringify(data)).toContain('How many versions to make"');
  });
});
