import { describe, expect, it } from 'vitest';
import { inAllLanguages } from '../../../src/discord/interactions/in-all-languages.ts';

const words: Record<string, { cover: string; edit: string }> = {
  de: { cover: 'Ein Cover machen', edit: 'zuerst ändern' },
  'pt-BR': { cover: 'Fazer um cover', edit: 'Edit first' },
};

const command = (locale: string) => {
  const { cover, edit } = words[locale] ?? { cover: 'Make a cover', edit: 'Edit first' };
  return {
    name: 'cover',
    description: cover,
    description_localizations: undefined,
    options: [{ name: 'lyrics', description: 'Lyrics', choices: [{ name: edit, value: 'edit' }] }],
  };
};

describe('inAllLanguages', () => {
  it('has the words of each locale in which they are others than in English, and of no other', () => {
    expect(inAllLanguages(command, ['de', 'fr', 'pt-BR'])).toEqual({
      name: 'cover',
      description: 'Make a cover',
      description_localizations: { de: 'Ein Cover machen', 'pt-BR': 'Fazer um cover' },
      options: [
        {
          name: 'lyrics',
          description: 'Lyrics',
          choices: [{ name: 'Edit first', name_localizations: { de: 'zuerst ändern' }, value: 'edit' }],
        },
      ],
    });
  });

  it('leaves what is the same in all as it is', () => {
    const menu = () => ({ type: 3, name: 'Cover this song', contexts: [0] });
    expect(inAllLanguages(menu, ['de', 'fr'])).toStrictEqual(menu());
  });
});
