import { ApplicationIntegrationType, InteractionContextType, SlashCommandBuilder } from 'discord.js';
import { type Command, defineHandler, noInput } from '../../src/discord/interactions/command.ts';
import { quotaView } from '../../src/discord/views/quota-view.ts';
import { text } from '../../src/locales/text.ts';
import type { CommandDeps } from '../services.ts';

/** `/quota`: what a member has left today, and the server this month. */
export function createQuotaCommand({ getQuotaUsage }: Pick<CommandDeps, 'getQuotaUsage'>): Command {
  const data = new SlashCommandBuilder()
    .setName('quota')
    .setDescription(text('en', 'command.quota'))
    .setContexts(InteractionContextType.Guild)
    .setIntegrationTypes(ApplicationIntegrationType.GuildInstall)
    .setDefaultMemberPermissions(null)
    .toJSON();
  const slash = defineHandler({
    input: noInput,
    respond: () => ({ kind: 'defer' }),
    execute: async ({ guildId, member, locale }) => quotaView(await getQuotaUsage(guildId, member.id), locale),
  });
  return { name: 'quota', data: [data], slash, buttons: {}, modals: {}, selects: {} };
}
