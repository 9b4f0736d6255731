import { ApplicationIntegrationType, InteractionContextType, SlashCommandBuilder } from 'discord.js';
import type { Model } from '../../src/domain/models.ts';
import { text } from '../../src/locales/text.ts';
import { addModelOptions, addStyleOption } from '../shared/model-options.ts';

/** `/song` as Discord shows it while it is typed, in the words of a locale. */
export function songData(model: Model, locale: string) {
  const command = new SlashCommandBuilder()
    .setName('song')
    .setDescription(text(locale, 'command.song'))
    .setContexts(InteractionContextType.Guild)
    .setIntegrationTypes(ApplicationIntegrationType.GuildInstall)
    .setDefaultMemberPermissions(null);
  addStyleOption(command, model, locale);
  if (model.songs.instrumental) {
    command.addBooleanOption((option) =>
      option.setName('instrumental').setDescription(text(locale, 'command.song.instrumental')),
    );
  }
  if (model.songs.writesLyrics) {
    command.addBooleanOption((option) =>
      option.setName('write_lyrics').setDescription(text(locale, 'command.song.writeLyrics')),
    );
  }
  addModelOptions(command, model, locale);
  return command.toJSON();
}
