import { ApplicationIntegrationType, InteractionContextType, SlashCommandBuilder } from 'discord.js';
import { text } from '../../src/locales/text.ts';

/** `/privacy` as Discord shows it while it is typed. */
export function privacyData() {
  const others = (['allow', 'forbid'] as const).map((value) => ({
    name: text('en', `command.privacy.others.${value}`),
    value,
  }));
  return new SlashCommandBuilder()
    .setName('privacy')
    .setDescription(text('en', 'command.privacy'))
    .setContexts(InteractionContextType.Guild)
    .setIntegrationTypes(ApplicationIntegrationType.GuildInstall)
    .setDefaultMemberPermissions(null)
    .addSubcommand((part) => part.setName('export').setDescription(text('en', 'command.privacy.export')))
    .addSubcommand((part) => part.setName('delete').setDescription(text('en', 'command.privacy.delete')))
    .addSubcommand((part) =>
      part
        .setName('uploads')
        .setDescription(text('en', 'command.privacy.uploads'))
        .addStringOption((option) =>
          option
            .setName('others')
            .setDescription(text('en', 'command.privacy.others'))
            .setRequired(true)
            .addChoices(...others),
        ),
    )
    .toJSON();
}
