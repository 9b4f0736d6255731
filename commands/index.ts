import type { Command } from '../src/discord/command.ts';
import { createCoverCommand } from './cover.ts';
import { createCoversCommand } from './covers.ts';
import type { CommandDeps } from './deps.ts';
import { firstModel } from './first-model.ts';
import { createPrivacyCommand } from './privacy.ts';
import { createQuotaCommand } from './quota.ts';
import { createSongCommand } from './song.ts';

/** Every command of the bot, by name: a list loses none to a typo in a path. */
export function createCommands(deps: CommandDeps): readonly Command[] {
  const songModel = firstModel(deps.models, 'song');
  return [
    createCoverCommand(deps),
    ...(songModel ? [createSongCommand(deps, songModel)] : []),
    createCoversCommand(deps),
    createQuotaCommand(deps),
    createPrivacyCommand(deps),
  ];
}
