import { ApplicationIntegrationType, InteractionContextType, SlashCommandBuilder } from 'discord.js';
import { text } from '../../src/locales/text.ts';

/** `/help` as Discord shows it while it is typed, in the words of a locale. */
export function helpData(locale: string) {
  return new SlashCommandBuilder()
    .setName('help')
    .setDescription(text(locale, 'command.help'))
    .setContexts(InteractionContextType.Guild)
    .setIntegrationTypes(ApplicationIntegrationType.GuildInstall)
    .setDefaultMemberPermissions(null)
    .toJSON();
}
