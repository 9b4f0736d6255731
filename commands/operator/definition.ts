import { ApplicationIntegrationType, InteractionContextType, SlashCommandBuilder } from 'discord.js';
import { text } from '../../src/locales/text.ts';

/** `/cover-operator` as Discord shows it to administrators of the servers that it is registered in. */
export function operatorData(locale: string) {
  return new SlashCommandBuilder()
    .setName('cover-operator')
    .setDescription(text(locale, 'command.operator'))
    .setContexts(InteractionContextType.Guild)
    .setIntegrationTypes(ApplicationIntegrationType.GuildInstall)
    .setDefaultMemberPermissions('0')
    .toJSON();
}
