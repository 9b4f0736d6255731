import {
  ApplicationIntegrationType,
  InteractionContextType,
  PermissionFlagsBits,
  SlashCommandBuilder,
} from 'discord.js';
import { text } from '../../src/locales/text.ts';

/** `/cover-settings` as Discord shows it while it is typed, in the words of a locale. */
export function settingsData(locale: string) {
  return new SlashCommandBuilder()
    .setName('cover-settings')
    .setDescription(text(locale, 'command.settings'))
    .setContexts(InteractionContextType.Guild)
    .setIntegrationTypes(ApplicationIntegrationType.GuildInstall)
    .setDefaultMemberPermissions(PermissionFlagsBits.ManageGuild)
    .toJSON();
}
