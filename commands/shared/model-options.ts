import type { SlashCommandBuilder } from 'discord.js';
import type { Model } from '../../src/domain/models.ts';
import { text } from '../../src/locales/text.ts';

/** Discord's own bound for the length of a string option. */
const OPTION_MAXIMUM = 6000;

/** A proposal is sent as at most so many characters, whatever it stands for. */
const PROPOSAL_MAXIMUM = 100;

/** The style, where the model takes one. A preset may be shorter or longer by its name than by what it says: the request checks. */
export function addStyleOption(command: SlashCommandBuilder, { kind, style }: Model, locale: string): void {
  if (style.need === 'none') return;
  command.addStringOption((option) =>
    option
      .setName('style')
      .setDescription(text(locale, 'command.style', { kind }))
      .setMinLength(1)
      .setMaxLength(Math.max(PROPOSAL_MAXIMUM, Math.min(style.maximum, OPTION_MAXIMUM)))
      .setAutocomplete(true),
  );
}

/** Takes and seed, where the model knows them. */
export function addModelOptions(
  command: SlashCommandBuilder,
  { kind, maximumTakes, seed }: Model,
  locale: string,
): void {
  if (maximumTakes > 1) {
    command.addIntegerOption((option) =>
      option.setName('takes').setDescription(text(locale, 'command.takes')).setMinValue(1).setMaxValue(maximumTakes),
    );
  }
  if (seed) {
    command.addIntegerOption((option) =>
      option
        .setName('seed')
        .setDescription(text(locale, 'command.seed', { kind }))
        .setMinValue(seed.minimum)
        .setMaxValue(seed.maximum),
    );
  }
}
