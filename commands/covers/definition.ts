import {
  ApplicationIntegrationType,
  InteractionContextType,
  SlashCommandBuilder,
  type SlashCommandStringOption,
} from 'discord.js';
import { text } from '../../src/locales/text.ts';

/** `/covers` as Discord shows it while it is typed. */
export function coversData() {
  const words = (name: 'queue' | 'cancel' | 'mine' | 'show' | 'top' | 'tree') => text('en', `command.covers.${name}`);
  const periods = (['week', 'month', 'all'] as const).map((value) => ({
    name: text('en', `command.covers.period.${value}`),
    value,
  }));
  const period = (option: SlashCommandStringOption) =>
    option
      .setName('period')
      .setDescription(text('en', 'command.covers.period'))
      .addChoices(...periods);
  return new SlashCommandBuilder()
    .setName('covers')
    .setDescription(text('en', 'command.covers'))
    .setContexts(InteractionContextType.Guild)
    .setIntegrationTypes(ApplicationIntegrationType.GuildInstall)
    .setDefaultMemberPermissions(null)
    .addSubcommand((part) => part.setName('queue').setDescription(words('queue')))
    .addSubcommand((part) => part.setName('cancel').setDescription(words('cancel')).addStringOption(coverOption(false)))
    .addSubcommand((part) => part.setName('mine').setDescription(words('mine')))
    .addSubcommand((part) => part.setName('show').setDescription(words('show')).addStringOption(coverOption(true)))
    .addSubcommand((part) => part.setName('top').setDescription(words('top')).addStringOption(period))
    .addSubcommand((part) => part.setName('tree').setDescription(words('tree')).addStringOption(coverOption(true)))
    .toJSON();
}

function coverOption(isRequired: boolean) {
  return (option: SlashCommandStringOption) =>
    option
      .setName('cover')
      .setDescription(text('en', 'command.covers.cover'))
      .setRequired(isRequired)
      .setAutocomplete(true);
}
