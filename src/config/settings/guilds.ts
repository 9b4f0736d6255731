import { z } from 'zod';
import { type GuildSettings, type Preset, presetSchema, settingFallbacks } from '../../domain/policy/guild-settings.ts';
import { defaultPresets } from '../../domain/policy/presets.ts';
import { defineSetting, type ValuesOf } from '../setting.ts';
import { amount, discordIds, microsOf, text, yesNo } from '../value-schemas.ts';

/** `Name: how it sounds; Another: how that sounds`. */
const presets = z
  .string()
  .transform((value) => value.split(';').map((item) => item.trim()))
  .pipe(z.array(z.string().transform(readPreset)).max(100));

function readPreset(item: string, context: z.RefinementCtx): Preset {
  const colon = item.indexOf(':');
  const preset = presetSchema.safeParse({ name: item.slice(0, colon).trim(), style: item.slice(colon + 1).trim() });
  if (colon > 0 && preset.success) return preset.data;
  context.issues.push({ code: 'custom', input: item, message: 'not a preset' });
  return z.NEVER;
}

/** What holds for every server until it chooses for itself. */
export const guildSettings = {
  CONFIRM_ABOVE_USD: defineSetting({
    schema: amount(1_000_000).optional(),
    expected: 'an amount in dollars, such as 0.50',
    about:
      'Members see what a cover comes to, and confirm it, before anything that can cost more than this. Empty: never.',
    part: 'useful',
  }),
  RIGHTS_TICK: defineSetting({
    schema: yesNo,
    expected: 'true or false',
    about:
      'Whether members must say that they may use a song before a cover is made of it; no server can drop what is true here.',
    fallback: 'false',
    part: 'useful',
  }),
  PRESETS: defineSetting({
    schema: presets.optional(),
    expected: 'a list such as Lo-fi: slow lo-fi with a soft voice; Metal: fast metal with growls',
    about:
      'Named styles that are offered while a style is typed, in place of the usual ones: name, colon, style; semicolons between.',
    part: 'useful',
  }),
  REMIX_CHANNELS: defineSetting({
    schema: discordIds.optional(),
    expected: 'a list of channel ids',
    about:
      'Channels or forums that covers are posted in when they are asked for elsewhere in their server. Empty: where they were asked.',
    part: 'useful',
  }),
  REMIX_THREADS: defineSetting({
    schema: yesNo,
    expected: 'true or false',
    about:
      'Whether covers of the same song get a thread of their own in a remix channel. In a forum each cover is a post of its own.',
    fallback: 'false',
    part: 'useful',
  }),
  REMIX_TAG: defineSetting({
    schema: text.max(20).optional(),
    expected: 'the name of a tag, at most 20 characters',
    about: 'Tag that covers get where they are posted in a forum that has it. Some forums take no posts without one.',
    part: 'useful',
  }),
  REPORT_CHANNELS: defineSetting({
    schema: discordIds.optional(),
    expected: 'a list of channel ids',
    about:
      "Channels that members' reports of covers go to. A server that has none of them: to its owner, by direct message.",
    part: 'useful',
  }),
  PUBLIC_LOCALE: defineSetting({
    schema: text.min(2).optional(),
    expected: 'a Discord locale, such as en-US',
    about: 'Language of what all can read. Empty: the language of whoever asked.',
    part: 'useful',
  }),
};

/** Of other parts, what holds for a server as well. */
export interface SharedDefaults {
  RUNNING_PER_GUILD: number;
  OUTPUT_FORMAT: GuildSettings['format'];
  OUTPUT_BITRATE_KBPS: number;
}

export function guildDefaults(values: ValuesOf<typeof guildSettings> & SharedDefaults): GuildSettings {
  const confirmAbove = values.CONFIRM_ABOVE_USD;
  return {
    ...settingFallbacks,
    runningPerGuild: values.RUNNING_PER_GUILD,
    format: values.OUTPUT_FORMAT,
    bitrateKbps: values.OUTPUT_BITRATE_KBPS,
    confirmAboveMicros: confirmAbove === undefined ? null : microsOf(confirmAbove),
    wantsRightsTick: values.RIGHTS_TICK,
    presets: values.PRESETS ?? [...defaultPresets],
    remixChannelIds: values.REMIX_CHANNELS ?? [],
    opensThreads: values.REMIX_THREADS,
    remixTag: values.REMIX_TAG ?? null,
    reportChannelIds: values.REPORT_CHANNELS ?? [],
    locale: values.PUBLIC_LOCALE ?? null,
  };
}
