import { ApplicationIntegrationType, InteractionContextType, SlashCommandBuilder } from 'discord.js';
import { text } from '../../src/locales/text.ts';

/** `/privacy` as Discord shows it while it is typed, in the words of a locale. */
export function privacyData(locale: string) {
  const others = (['allow', 'forbid'] as const).map((value) => ({
    name: text(locale, `command.privacy.others.${value}`),
    value,
  }));
  return new SlashCommandBuilder()
    .setName('privacy')
    .setDescription(text(locale, 'command.privacy'))
    .setContexts(InteractionContextType.Guild)
    .setIntegrationTypes(ApplicationIntegrationType.GuildInstall)
    .setDefaultMemberPermissions(null)
    .addSubcommand((part) => part.setName('about').setDescription(text(locale, 'command.privacy.about')))
    .addSubcommand((part) => part.setName('export').setDescription(text(locale, 'command.privacy.export')))
    .addSubcommand((part) => part.setName('delete').setDescription(text(locale, 'command.privacy.delete')))
    .addSubcommand((part) =>
      part
        .setName('uploads')
        .setDescription(text(locale, 'command.privacy.uploads'))
        .addStringOption((option) =>
          option
            .setName('others')
            .setDescription(text(locale, 'command.privacy.others'))
            .setRequired(true)
            .addChoices(...others),
        ),
    )
    .toJSON();
}
