import { type Command, defineHandler, noInput } from '../../src/discord/interactions/command.ts';
import { inAllLanguages } from '../../src/discord/interactions/in-all-languages.ts';
import type { InteractionContext } from '../../src/discord/interactions/interaction-context.ts';
import { privateGreetingView } from '../../src/discord/views/greeting-view.ts';
import { helpView } from '../../src/discord/views/help-view.ts';
import { modelsAmong } from '../../src/domain/models.ts';
import { UserError } from '../../src/errors.ts';
import { memberText } from '../../src/locales/text.ts';
import type { CommandDeps } from '../services.ts';
import { checkMayMake, managesServer } from '../shared/access.ts';
import { helpData } from './definition.ts';
import { createSetUpHandlers, type SetUpDeps } from './set-up.ts';

export type HelpDeps = SetUpDeps & Pick<CommandDeps, 'takePrivateGreeting' | 'getQuotaUsage'>;

/** `/help`, for whoever wants to know what is possible here; and setting the bot up, for those who manage the server. */
export function createHelpCommand(deps: HelpDeps): Command {
  const { takePrivateGreeting, getQuotaUsage, models } = deps;
  const { buttons, selects } = createSetUpHandlers(deps);

  const slash = defineHandler({
    input: noInput,
    needs: ['settings'],
    respond: () => ({ kind: 'defer' }),
    async execute(call) {
      const { guildId, channelId, locale, member, settings } = call;
      const isManager = managesServer(call);
      if (isManager && (await takePrivateGreeting(guildId))) return privateGreetingView({ guildId, locale, channelId });
      if (!settings) throw new Error('the settings are loaded');
      return helpView({
        locale,
        guildId,
        channelId,
        policy: settings,
        models: modelsAmong(models, settings.modelIds),
        usages: await getQuotaUsage(guildId, member.id, member.roleIds),
        refusal: refusalOf(call),
        isManager,
      });
    },
  });

  return { name: 'help', data: [inAllLanguages(helpData)], slash, buttons, modals: {}, selects };
}

/** What stands between this member and a cover here, in words; null: nothing. */
function refusalOf(call: InteractionContext): string | null {
  try {
    checkMayMake(call);
    return null;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return memberText(call.locale, error.text);
  }
}
