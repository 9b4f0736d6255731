import {
  ApplicationIntegrationType,
  InteractionContextType,
  SlashCommandBuilder,
  type SlashCommandStringOption,
} from 'discord.js';
import { text } from '../../src/locales/text.ts';

/** `/covers` as Discord shows it while it is typed, in the words of a locale. */
export function coversData(locale: string) {
  const words = (name: 'queue' | 'cancel' | 'mine' | 'export' | 'show' | 'top' | 'tree') =>
    text(locale, `command.covers.${name}`);
  const periods = (['week', 'month', 'all'] as const).map((value) => ({
    name: text(locale, `command.covers.period.${value}`),
    value,
  }));
  const period = (option: SlashCommandStringOption) =>
    option
      .setName('period')
      .setDescription(text(locale, 'command.covers.period'))
      .addChoices(...periods);
  const moments = (['day', 'week', 'month', 'all'] as const).map((value) => ({
    name: text(locale, `command.covers.since.${value}`),
    value,
  }));
  const since = (option: SlashCommandStringOption) =>
    option
      .setName('since')
      .setDescription(text(locale, 'command.covers.since'))
      .addChoices(...moments);
  return new SlashCommandBuilder()
    .setName('covers')
    .setDescription(text(locale, 'command.covers'))
    .setContexts(InteractionContextType.Guild)
    .setIntegrationTypes(ApplicationIntegrationType.GuildInstall)
    .setDefaultMemberPermissions(null)
    .addSubcommand((part) => part.setName('queue').setDescription(words('queue')))
    .addSubcommand((part) =>
      part.setName('cancel').setDescription(words('cancel')).addStringOption(coverOption(false, locale)),
    )
    .addSubcommand((part) => part.setName('mine').setDescription(words('mine')))
    .addSubcommand((part) => part.setName('export').setDescription(words('export')).addStringOption(since))
    .addSubcommand((part) =>
      part.setName('show').setDescription(words('show')).addStringOption(coverOption(true, locale)),
    )
    .addSubcommand((part) => part.setName('top').setDescription(words('top')).addStringOption(period))
    .addSubcommand((part) =>
      part.setName('tree').setDescription(words('tree')).addStringOption(coverOption(true, locale)),
    )
    .toJSON();
}

function coverOption(isRequired: boolean, locale: string) {
  return (option: SlashCommandStringOption) =>
    option
      .setName('cover')
      .setDescription(text(locale, 'command.covers.cover'))
      .setRequired(isRequired)
      .setAutocomplete(true);
}
