import { ApplicationIntegrationType, InteractionContextType, SlashCommandBuilder } from 'discord.js';
import type { Model } from '../../src/domain/models.ts';
import { text } from '../../src/locales/text.ts';
import { addModelOptions, addStyleOption } from '../shared/model-options.ts';

/** `/cover` as Discord shows it while it is typed. */
export function coverData(model: Model) {
  const command = new SlashCommandBuilder()
    .setName('cover')
    .setDescription(text('en', 'command.cover'))
    .setContexts(InteractionContextType.Guild)
    .setIntegrationTypes(ApplicationIntegrationType.GuildInstall)
    .setDefaultMemberPermissions(null);
  const uploads = model.uploads === 'parts' ? (['song', 'voice', 'instrumental'] as const) : (['song'] as const);
  for (const name of uploads) {
    command.addAttachmentOption((option) =>
      option
        .setName(name)
        .setDescription(text('en', `command.cover.${name}`))
        .setFileTypes('audio'),
    );
  }
  addStyleOption(command, model);
  if (model.lyrics.need !== 'none') {
    command.addStringOption((option) =>
      option
        .setName('lyrics')
        .setDescription(text('en', 'command.cover.lyrics'))
        .addChoices({ name: text('en', 'command.cover.lyrics.edit'), value: 'edit' }),
    );
  }
  addModelOptions(command, model);
  return command.toJSON();
}
