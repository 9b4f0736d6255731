import { z } from 'zod';
import { defineHandler, noInput } from '../../src/discord/interactions/command.ts';
import type { InteractionContext } from '../../src/discord/interactions/interaction-context.ts';
import { presetId } from '../../src/discord/interactions/settings-ids.ts';
import { oneLine } from '../../src/discord/views/parts/user-text.ts';
import { presetForm } from '../../src/discord/views/settings/setting-forms.ts';
import { presetCard } from '../../src/discord/views/settings/settings-card.ts';
import {
  type GuildSettings,
  PRESETS_MAXIMUM,
  type Preset,
  presetSchema,
} from '../../src/domain/policy/guild-settings.ts';
import { UserError } from '../../src/errors.ts';
import { text } from '../../src/locales/text.ts';
import { chosenSchema } from '../shared/inputs.ts';
import { checkManages, Fault, type SettingsFlow, type SettingsFlowDeps, settingOf } from './settings-flow.ts';

const KEY = 'presets';
const NAME_MAXIMUM = 80;

const styleSchema = z.object({ name: z.string().trim(), style: z.string().trim() });

type StyleCall = InteractionContext<z.output<typeof styleSchema>>;

/**
 * The styles of a server: added, edited, moved and removed one at a time, each found by its name. The first change takes over
 * those that the operator offers.
 */
export function createPresetHandlers({ serverSettings }: SettingsFlowDeps, flow: SettingsFlow) {
  const preset = defineHandler({
    input: chosenSchema,
    guard: settingOf,
    respond: () => ({ kind: 'deferUpdate' }),
    execute: async (call) => needed(presetCard(await flow.look(call), call.input)),
  });

  const askPreset = defineHandler({
    input: noInput,
    guard: settingOf,
    respond: ({ locale }) => ({ kind: 'modal', modal: presetForm(undefined, locale) }),
  });

  const askEdit = defineHandler({
    input: noInput,
    guard: checkManages,
    async prepare({ guildId, id }) {
      const { policy } = await serverSettings.of(guildId);
      return needed(policy.values.presets.find((one) => presetId(one) === id));
    },
    respond: ({ locale }, found) => ({ kind: 'modal', modal: presetForm(found, locale) }),
  });

  const addPreset = defineHandler({
    input: styleSchema,
    guard: settingOf,
    respond: () => ({ kind: 'deferUpdate' }),
    execute(call) {
      const { locale } = call;
      return flow.change(
        call,
        KEY,
        ({ values: { presets } }) => {
          const added = checkedPreset(call, presets);
          if (presets.length >= PRESETS_MAXIMUM) {
            throw new Fault(text(locale, 'settings.preset.tooMany', { maximum: PRESETS_MAXIMUM }));
          }
          return { presets: [...presets, added] };
        },
        { said: () => text(locale, 'settings.preset.added', { name: shown(call.input.name) }) },
      );
    },
  });

  const editPreset = defineHandler({
    input: styleSchema,
    guard: checkManages,
    respond: () => ({ kind: 'deferUpdate' }),
    execute: (call) =>
      changeOne(
        call,
        (presets, index) => {
          const others = presets.filter((_, at) => at !== index);
          return presets.with(index, { ...presets[index], ...checkedPreset(call, others) });
        },
        () => text(call.locale, 'settings.preset.changed', { name: shown(call.input.name) }),
      ),
  });

  const moved = (by: 1 | -1) =>
    defineHandler({
      input: noInput,
      guard: checkManages,
      respond: () => ({ kind: 'deferUpdate' }),
      execute: (call) =>
        changeOne(
          call,
          (presets, index) => {
            const [one, other] = [presets[index], presets[index + by]];
            return one && other ? presets.with(index, other).with(index + by, one) : presets;
          },
          ({ name }, after) => {
            const position = after.findIndex((one) => one.name === name) + 1;
            return text(call.locale, 'settings.preset.moved', { name: shown(name), position });
          },
          true,
        ),
    });

  const dropPreset = defineHandler({
    input: noInput,
    guard: checkManages,
    respond: () => ({ kind: 'deferUpdate' }),
    execute: (call) =>
      changeOne(
        call,
        (presets, index) => presets.filter((_, at) => at !== index),
        ({ name }) => text(call.locale, 'settings.preset.dropped', { name: shown(name) }),
      ),
  });

  /** Changes the style that the control is about, wherever it stands by now. */
  const changeOne = (
    call: InteractionContext,
    change: (presets: GuildSettings['presets'], index: number) => GuildSettings['presets'],
    say: (before: Preset, after: GuildSettings['presets']) => string,
    staysOpen = false,
  ) => {
    let before: Preset | undefined;
    return flow.change(
      call,
      KEY,
      ({ values: { presets } }) => {
        const index = presets.findIndex((one) => presetId(one) === call.id);
        before = needed(presets[index]);
        return { presets: change(presets, index).slice(0, PRESETS_MAXIMUM) };
      },
      {
        said: ({ values }) => say(needed(before), values.presets),
        ...(staysOpen && { show: (options) => presetCard(options, call.id ?? '') }),
      },
    );
  };

  return {
    selects: { preset },
    buttons: { askPreset, askEdit, presetUp: moved(-1), presetDown: moved(1), dropPreset },
    modals: { addPreset, editPreset },
  };
}

/** Throws a `Fault` for a style that cannot be used, or whose name another has. */
function checkedPreset({ input, locale }: StyleCall, others: readonly Preset[]): Preset {
  const parsed = presetSchema.safeParse(input);
  if (!parsed.success) throw new Fault(text(locale, 'settings.invalid.other'));
  const isTaken = others.some(({ name }) => name.toLowerCase() === input.name.toLowerCase());
  if (isTaken) throw new Fault(text(locale, 'settings.preset.taken', { name: shown(input.name) }));
  return parsed.data;
}

function needed<Found>(found: Found | undefined): Found {
  if (found === undefined) throw new UserError({ key: 'settings.gone', params: {} });
  return found;
}

function shown(name: string): string {
  return oneLine(name, NAME_MAXIMUM);
}
