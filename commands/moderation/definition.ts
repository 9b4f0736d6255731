import {
  ApplicationCommandType,
  ApplicationIntegrationType,
  InteractionContextType,
  PermissionFlagsBits,
  type RESTPostAPIContextMenuApplicationCommandsJSONBody,
  SlashCommandBuilder,
  type SlashCommandStringOption,
  type SlashCommandUserOption,
} from 'discord.js';
import { REASON_MAXIMUM } from '../../src/discord/views/moderation/moderation-forms.ts';
import { blockHours } from '../../src/domain/moderation/moderation.ts';
import { text } from '../../src/locales/text.ts';

/** The most takes that are given at once. */
export const GIVEN_MAXIMUM = 100;

/** `/cover-mod` as Discord shows it while it is typed, in the words of a locale. */
export function moderationData(locale: string) {
  const words = (name: 'block' | 'unblock' | 'list' | 'cancel' | 'refund' | 'give' | 'history') =>
    text(locale, `command.mod.${name}`);
  const member = (option: SlashCommandUserOption) =>
    option.setName('member').setDescription(text(locale, 'command.mod.member')).setRequired(true);
  const cover = (option: SlashCommandStringOption) =>
    option.setName('cover').setDescription(text(locale, 'command.mod.cover')).setRequired(true).setAutocomplete(true);
  const reason = (option: SlashCommandStringOption) =>
    option.setName('reason').setDescription(text(locale, 'command.mod.reason')).setMaxLength(REASON_MAXIMUM);
  const lengths = blockHours.map((count) => ({ name: text(locale, 'moderation.hours', { count }), value: count }));
  return new SlashCommandBuilder()
    .setName('cover-mod')
    .setDescription(text(locale, 'command.mod'))
    .setContexts(InteractionContextType.Guild)
    .setIntegrationTypes(ApplicationIntegrationType.GuildInstall)
    .setDefaultMemberPermissions(PermissionFlagsBits.ManageMessages)
    .addSubcommand((part) =>
      part
        .setName('block')
        .setDescription(words('block'))
        .addUserOption(member)
        .addIntegerOption((option) =>
          option
            .setName('for')
            .setDescription(text(locale, 'command.mod.for'))
            .setRequired(true)
            .addChoices(...lengths),
        )
        .addStringOption(reason),
    )
    .addSubcommand((part) =>
      part.setName('unblock').setDescription(words('unblock')).addUserOption(member).addStringOption(reason),
    )
    .addSubcommand((part) => part.setName('list').setDescription(words('list')))
    .addSubcommand((part) =>
      part.setName('cancel').setDescription(words('cancel')).addStringOption(cover).addStringOption(reason),
    )
    .addSubcommand((part) =>
      part.setName('refund').setDescription(words('refund')).addStringOption(cover).addStringOption(reason),
    )
    .addSubcommand((part) =>
      part
        .setName('give')
        .setDescription(words('give'))
        .addUserOption(member)
        .addIntegerOption((option) =>
          option
            .setName('takes')
            .setDescription(text(locale, 'command.mod.takes'))
            .setRequired(true)
            .setMinValue(1)
            .setMaxValue(GIVEN_MAXIMUM),
        )
        .addStringOption(reason),
    )
    .addSubcommand((part) => part.setName('history').setDescription(words('history')).addUserOption(member))
    .toJSON();
}

/** The menu of a message, as Discord registers it, in the words of a locale. */
export function moderateMessageData(locale: string): RESTPostAPIContextMenuApplicationCommandsJSONBody {
  return {
    type: ApplicationCommandType.Message,
    name: text(locale, 'command.moderateMessage'),
    contexts: [InteractionContextType.Guild],
    integration_types: [ApplicationIntegrationType.GuildInstall],
    default_member_permissions: PermissionFlagsBits.ManageMessages.toString(),
  };
}
