import { SlashCommandBuilder } from 'discord.js';
import { text } from '../src/locales/text.ts';
import type { CommandDeps } from './deps.ts';

/** Discord's own bound for the length of a string option. */
const OPTION_MAXIMUM = 6000;

/** `/cover` as Discord shows it while it is typed; the limits are those of the model. */
export function coverData({ style, maximumTakes, seed, priceMicros }: CommandDeps['model']) {
  const command = new SlashCommandBuilder()
    .setName('cover')
    .setDescription(text('en', 'command.cover'))
    .addAttachmentOption((option) =>
      option.setName('song').setDescription(text('en', 'command.cover.song')).setFileTypes('audio'),
    );
  if (style.need !== 'none') {
    command.addStringOption((option) =>
      option
        .setName('style')
        .setDescription(text('en', 'command.cover.style'))
        .setMinLength(style.minimum)
        .setMaxLength(Math.min(style.maximum, OPTION_MAXIMUM)),
    );
  }
  if (maximumTakes > 1) {
    command.addIntegerOption((option) =>
      option
        .setName('takes')
        .setDescription(text('en', 'command.cover.takes', { micros: priceMicros }))
        .setMinValue(1)
        .setMaxValue(maximumTakes),
    );
  }
  if (seed) {
    command.addIntegerOption((option) =>
      option
        .setName('seed')
        .setDescription(text('en', 'command.cover.seed'))
        .setMinValue(seed.minimum)
        .setMaxValue(seed.maximum),
    );
  }
  return command.toJSON();
}
