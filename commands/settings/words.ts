import { z } from 'zod';
import { defineHandler, noInput } from '../../src/discord/interactions/command.ts';
import { wordsForm } from '../../src/discord/views/settings/setting-forms.ts';
import { messageOf } from '../../src/discord/views/view.ts';
import { foldedWord } from '../../src/domain/forbidden-words.ts';
import { type ForbiddenWord, WORDS_MAXIMUM } from '../../src/domain/guild-settings.ts';
import { text } from '../../src/locales/text.ts';
import { Fault, type SettingsFlow, type SettingsFlowDeps, settingOf } from './settings-flow.ts';

const KEY = 'forbiddenWords';

/** The words that a server forbids: added and taken away many at a time, and shown in a file. */
export function createWordHandlers({ serverSettings }: SettingsFlowDeps, flow: SettingsFlow) {
  const askWords = defineHandler({
    input: noInput,
    guard: settingOf,
    respond: ({ locale }) => ({ kind: 'modal', modal: wordsForm('add', locale) }),
  });

  const askDropped = defineHandler({
    input: noInput,
    guard: settingOf,
    respond: ({ locale }) => ({ kind: 'modal', modal: wordsForm('drop', locale) }),
  });

  const addWords = defineHandler({
    input: z.object({ words: z.string(), match: z.tuple([z.enum(['whole', 'inside'])]) }),
    guard: settingOf,
    respond: () => ({ kind: 'deferUpdate' }),
    execute(call) {
      const { locale, input } = call;
      const given = wordsIn(input.words).map((word): ForbiddenWord => ({ word, inside: input.match[0] === 'inside' }));
      return flow.change(
        call,
        KEY,
        ({ values }) => {
          const kept = values.forbiddenWords.filter(({ word }) => !given.some((other) => other.word === word));
          const forbiddenWords = [...kept, ...given];
          if (given.length === 0) throw new Fault(text(locale, 'settings.invalid.other'));
          if (forbiddenWords.length > WORDS_MAXIMUM) {
            throw new Fault(text(locale, 'settings.words.tooMany', { maximum: WORDS_MAXIMUM }));
          }
          return { forbiddenWords };
        },
        {
          said: ({ values }) =>
            text(locale, 'settings.words.added', { count: given.length, total: values.forbiddenWords.length }),
        },
      );
    },
  });

  const dropWords = defineHandler({
    input: z.object({ words: z.string() }),
    guard: settingOf,
    respond: () => ({ kind: 'deferUpdate' }),
    execute(call) {
      const given = new Set(wordsIn(call.input.words));
      let count = 0;
      return flow.change(
        call,
        KEY,
        ({ values }) => {
          const forbiddenWords = values.forbiddenWords.filter(({ word }) => !given.has(word));
          count = values.forbiddenWords.length - forbiddenWords.length;
          return { forbiddenWords };
        },
        {
          said: ({ values }) =>
            text(call.locale, 'settings.words.dropped', { count, total: values.forbiddenWords.length }),
        },
      );
    },
  });

  const showWords = defineHandler({
    input: noInput,
    guard: settingOf,
    respond: () => ({ kind: 'defer' }),
    async execute({ guildId, locale }) {
      const { policy } = await serverSettings.of(guildId);
      const lines = policy.values.forbiddenWords.map(({ word, inside }) =>
        inside ? text(locale, 'settings.word.inside', { word }) : word,
      );
      const file = { name: 'words.txt', data: lines.join('\n'), contentType: 'text/plain; charset=utf-8' };
      return { ...messageOf([text(locale, 'settings.words.shown')]), files: [file] };
    },
  });

  return { buttons: { askWords, askDropped, showWords }, modals: { addWords, dropWords } };
}

/** Each once, folded; at most so many letters as a word may have. */
function wordsIn(typed: string): string[] {
  const words = typed.split(/[\n,;]/).map((word) => foldedWord(word).slice(0, 80).trim());
  return [...new Set(words.filter((word) => word !== ''))];
}
