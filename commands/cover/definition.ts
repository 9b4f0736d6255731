import { ApplicationIntegrationType, InteractionContextType, SlashCommandBuilder } from 'discord.js';
import type { Model } from '../../src/domain/models.ts';
import { UPLOAD_TYPES } from '../../src/domain/song/song-formats.ts';
import { text } from '../../src/locales/text.ts';
import { addModelOptions, addStyleOption } from '../shared/model-options.ts';

/** Signed links of Discord's have some 300 characters. */
const LINK_MAXIMUM = 2_000;

/** `/cover` as Discord shows it while it is typed, in the words of a locale. */
export function coverData(model: Model, locale: string) {
  const command = new SlashCommandBuilder()
    .setName('cover')
    .setDescription(text(locale, 'command.cover'))
    .setContexts(InteractionContextType.Guild)
    .setIntegrationTypes(ApplicationIntegrationType.GuildInstall)
    .setDefaultMemberPermissions(null);
  const uploads = model.uploads === 'parts' ? (['song', 'voice', 'instrumental'] as const) : (['song'] as const);
  for (const name of uploads) {
    command.addAttachmentOption((option) =>
      option
        .setName(name)
        .setDescription(text(locale, `command.cover.${name}`))
        .setFileTypes(...UPLOAD_TYPES),
    );
  }
  command.addStringOption((option) =>
    option.setName('link').setDescription(text(locale, 'command.cover.link')).setMaxLength(LINK_MAXIMUM),
  );
  addStyleOption(command, model, locale);
  if (model.lyrics.need !== 'none') {
    command.addStringOption((option) =>
      option
        .setName('lyrics')
        .setDescription(text(locale, 'command.cover.lyrics'))
        .addChoices({ name: text(locale, 'command.cover.lyrics.edit'), value: 'edit' }),
    );
  }
  addModelOptions(command, model, locale);
  command.addBooleanOption((option) => option.setName('private').setDescription(text(locale, 'command.cover.private')));
  return command.toJSON();
}
