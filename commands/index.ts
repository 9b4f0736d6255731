import type { Command } from '../src/discord/interactions/command.ts';
import { createCoverCommand } from './cover/index.ts';
import { createCoversCommand } from './covers/index.ts';
import { createHelpCommand } from './help/index.ts';
import { createModerationCommand } from './moderation/index.ts';
import { createOperatorCommand } from './operator/index.ts';
import { createPrivacyCommand } from './privacy/index.ts';
import { createQuotaCommand } from './quota/index.ts';
import type { CommandDeps } from './services.ts';
import { createSettingsCommand } from './settings/index.ts';
import { defaultModel } from './shared/default-model.ts';
import { createSongCommand } from './song/index.ts';

/** Every command of the bot, by name: a list loses none to a typo in a path. */
export function createCommands(deps: CommandDeps): readonly Command[] {
  const songModel = defaultModel(deps.models, 'song');
  return [
    createCoverCommand(deps),
    ...(songModel ? [createSongCommand(deps, songModel)] : []),
    createCoversCommand(deps),
    createQuotaCommand(deps),
    createHelpCommand(deps),
    createPrivacyCommand(deps),
    createSettingsCommand(deps),
    createModerationCommand(deps),
    ...(deps.operator.guildIds.length > 0 ? [createOperatorCommand(deps)] : []),
  ];
}
