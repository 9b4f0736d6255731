import { z } from 'zod';
import { defineHandler, noInput } from '../../src/discord/interactions/command.ts';
import type { InteractionContext } from '../../src/discord/interactions/interaction-context.ts';
import { wordsForm } from '../../src/discord/views/settings/setting-forms.ts';
import { messageOf } from '../../src/discord/views/view.ts';
import { foldedWord } from '../../src/domain/moderation/forbidden-words.ts';
import { type ForbiddenWord, WORDS_MAXIMUM } from '../../src/domain/policy/guild-settings.ts';
import { UserError } from '../../src/errors.ts';
import { text } from '../../src/locales/text.ts';
import { Fault, type SettingsFlow, type SettingsFlowDeps, settingOf } from './settings-flow.ts';

/** The words that a server forbids, or has looked at: added and taken away many at a time, and shown in a file. */
export function createWordHandlers({ serverSettings }: SettingsFlowDeps, flow: SettingsFlow) {
  const askWords = defineHandler({
    input: noInput,
    guard: wordsSettingOf,
    respond: ({ locale }, key) => ({ kind: 'modal', modal: wordsForm(key, 'add', locale) }),
  });

  const askDropped = defineHandler({
    input: noInput,
    guard: wordsSettingOf,
    respond: ({ locale }, key) => ({ kind: 'modal', modal: wordsForm(key, 'drop', locale) }),
  });

  const addWords = defineHandler({
    input: z.object({ words: z.string(), match: z.tuple([z.enum(['whole', 'inside'])]) }),
    guard: wordsSettingOf,
    respond: () => ({ kind: 'deferUpdate' }),
    execute(call, key) {
      const { locale, input } = call;
      const given = wordsIn(input.words).map((word): ForbiddenWord => ({ word, inside: input.match[0] === 'inside' }));
      return flow.change(
        call,
        key,
        ({ values }) => {
          const kept = values[key].filter(({ word }) => !given.some((other) => other.word === word));
          const words = [...kept, ...given];
          if (given.length === 0) throw new Fault(text(locale, 'settings.invalid.other'));
          if (words.length > WORDS_MAXIMUM) {
            throw new Fault(text(locale, 'settings.words.tooMany', { maximum: WORDS_MAXIMUM }));
          }
          return { [key]: words };
        },
        {
          said: ({ values }) =>
            text(locale, 'settings.words.added', { count: given.length, total: values[key].length }),
        },
      );
    },
  });

  const dropWords = defineHandler({
    input: z.object({ words: z.string() }),
    guard: wordsSettingOf,
    respond: () => ({ kind: 'deferUpdate' }),
    execute(call, key) {
      const given = new Set(wordsIn(call.input.words));
      let count = 0;
      return flow.change(
        call,
        key,
        ({ values }) => {
          const words = values[key].filter(({ word }) => !given.has(word));
          count = values[key].length - words.length;
          return { [key]: words };
        },
        {
          said: ({ values }) => text(call.locale, 'settings.words.dropped', { count, total: values[key].length }),
        },
      );
    },
  });

  const showWords = defineHandler({
    input: noInput,
    guard: wordsSettingOf,
    respond: () => ({ kind: 'defer' }),
    async execute({ guildId, locale }, key) {
      const { policy } = await serverSettings.of(guildId);
      const lines = policy.values[key].map(({ word, inside }) =>
        inside ? text(locale, 'settings.word.inside', { word }) : word,
      );
      const file = { name: 'words.txt', data: lines.join('\n'), contentType: 'text/plain; charset=utf-8' };
      return { ...messageOf([text(locale, 'settings.words.shown')]), files: [file] };
    },
  });

  return { buttons: { askWords, askDropped, showWords }, modals: { addWords, dropWords } };
}

function wordsSettingOf(call: InteractionContext): 'forbiddenWords' | 'flaggedWords' {
  const key = settingOf(call);
  if (key === 'forbiddenWords' || key === 'flaggedWords') return key;
  throw new UserError({ key: 'settings.gone', params: {} });
}

/** Each once, folded; at most so many letters as a word may have. */
function wordsIn(typed: string): string[] {
  const words = typed.split(/[\n,;]/).map((word) => foldedWord(word).slice(0, 80).trim());
  return [...new Set(words.filter((word) => word !== ''))];
}
