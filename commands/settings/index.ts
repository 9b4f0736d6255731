import { z } from 'zod';
import { type Command, defineHandler, noInput } from '../../src/discord/interactions/command.ts';
import { inAllLanguages } from '../../src/discord/interactions/in-all-languages.ts';
import type { InteractionContext } from '../../src/discord/interactions/interaction-context.ts';
import { settingForm } from '../../src/discord/views/settings/setting-forms.ts';
import { settingCard, settingsPage } from '../../src/discord/views/settings/settings-card.ts';
import { isSettingKey, type SettingPage, settingPages } from '../../src/domain/policy/guild-settings.ts';
import { readChosen, readTyped } from '../../src/domain/policy/read-choice.ts';
import { UserError } from '../../src/errors.ts';
import { chosenSchema, optionTextSchema } from '../shared/inputs.ts';
import { settingsData } from './definition.ts';
import { createPresetHandlers } from './presets.ts';
import { createRoleLimitHandlers } from './role-limits.ts';
import {
  checkedChoice,
  checkManages,
  createSettingsFlow,
  Fault,
  invalidLine,
  permissionWarnings,
  type SettingsFlowDeps,
  settingOf,
} from './settings-flow.ts';
import { createWordHandlers } from './words.ts';

/** `/cover-settings`: what a server chooses for itself, for those who manage it. Each change says what it has changed. */
export function createSettingsCommand(deps: SettingsFlowDeps): Command {
  const flow = createSettingsFlow(deps);
  const words = createWordHandlers(deps, flow);
  const presets = createPresetHandlers(deps, flow);
  const roles = createRoleLimitHandlers(deps, flow);

  const slash = defineHandler({
    input: noInput,
    guard: checkManages,
    respond: () => ({ kind: 'defer' }),
    execute: async (call) => settingsPage(await flow.look(call), 'where'),
  });

  const page = defineHandler({
    input: chosenSchema,
    guard: checkManages,
    respond: () => ({ kind: 'deferUpdate' }),
    execute: async (call) => settingsPage(await flow.look(call), pageCalled(call.input)),
  });

  const open = defineHandler({
    input: chosenSchema,
    guard: checkManages,
    respond: () => ({ kind: 'deferUpdate' }),
    async execute(call) {
      if (!isSettingKey(call.input)) throw new UserError({ key: 'settings.gone', params: {} });
      return settingCard(await flow.look(call), call.input);
    },
  });

  /** To a page, or from a part of a setting to the setting. */
  const back = defineHandler({
    input: noInput,
    guard: checkManages,
    respond: () => ({ kind: 'deferUpdate' }),
    async execute(call) {
      const options = await flow.look(call);
      return call.id !== null && isSettingKey(call.id)
        ? settingCard(options, call.id)
        : settingsPage(options, pageCalled(call.id ?? ''));
    },
  });

  const choose = defineHandler({
    input: z.object({ values: z.array(z.string()) }),
    guard: settingOf,
    respond: () => ({ kind: 'deferUpdate' }),
    async execute(call, key) {
      const chosen = readChosen(key, call.input.values);
      const { terms } = await deps.serverSettings.of(call.guildId);
      return flow.change(
        call,
        key,
        () => {
          if (!chosen) throw new Fault(invalidLine(key, call.locale));
          return checkedChoice(key, chosen.value, { terms, locale: call.locale });
        },
        { warnings: permissionWarnings(call, key) },
      );
    },
  });

  const ask = defineHandler({
    input: noInput,
    guard: settingOf,
    async prepare({ guildId }, key) {
      const { policy } = await deps.serverSettings.of(guildId);
      return { key, values: policy.values };
    },
    respond: ({ locale }, { key, values }) => ({ kind: 'modal', modal: settingForm(key, values, locale) }),
  });

  const set = defineHandler({
    input: z.object({ value: optionTextSchema }),
    guard: settingOf,
    respond: () => ({ kind: 'deferUpdate' }),
    async execute(call, key) {
      const typed = readTyped(key, call.input.value);
      const { terms } = await deps.serverSettings.of(call.guildId);
      return flow.change(call, key, () => {
        if (typed.kind === 'invalid') throw new Fault(invalidLine(key, call.locale));
        if (typed.kind === 'reset') return { [key]: undefined };
        return checkedChoice(key, typed.value, { terms, locale: call.locale });
      });
    },
  });

  const reset = defineHandler({
    input: noInput,
    guard: settingOf,
    respond: () => ({ kind: 'deferUpdate' }),
    execute: (call, key) => flow.change(call, key, () => ({ [key]: undefined })),
  });

  return {
    name: 'cover-settings',
    data: [inAllLanguages(settingsData)],
    slash,
    buttons: { back, ask, reset, ...words.buttons, ...presets.buttons },
    modals: { set, ...words.modals, ...presets.modals, ...roles.modals },
    selects: { page, open, choose, ...presets.selects, ...roles.selects },
  };
}

function pageCalled(name: InteractionContext['id'] & string): SettingPage {
  const page = settingPages.find((one) => one === name);
  if (!page) throw new UserError({ key: 'settings.gone', params: {} });
  return page;
}
