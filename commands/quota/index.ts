import { ApplicationIntegrationType, InteractionContextType, SlashCommandBuilder } from 'discord.js';
import { type Command, defineHandler, noInput } from '../../src/discord/interactions/command.ts';
import { inAllLanguages } from '../../src/discord/interactions/in-all-languages.ts';
import { quotaView } from '../../src/discord/views/quota-view.ts';
import { text } from '../../src/locales/text.ts';
import type { CommandDeps } from '../services.ts';
import { showsPrices } from '../shared/access.ts';

/** `/quota`: what a member has left today, and the server this month. */
export function createQuotaCommand({ getQuotaUsage }: Pick<CommandDeps, 'getQuotaUsage'>): Command {
  const slash = defineHandler({
    input: noInput,
    needs: ['settings'],
    respond: () => ({ kind: 'defer' }),
    async execute(call) {
      const { guildId, member, locale } = call;
      const usages = await getQuotaUsage(guildId, member.id, member.roleIds);
      return quotaView(usages, locale, showsPrices(call));
    },
  });
  return { name: 'quota', data: [inAllLanguages(quotaData)], slash, buttons: {}, modals: {}, selects: {} };
}

function quotaData(locale: string) {
  return new SlashCommandBuilder()
    .setName('quota')
    .setDescription(text(locale, 'command.quota'))
    .setContexts(InteractionContextType.Guild)
    .setIntegrationTypes(ApplicationIntegrationType.GuildInstall)
    .setDefaultMemberPermissions(null)
    .toJSON();
}
