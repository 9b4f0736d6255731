import type { Command } from '../src/discord/command.ts';
import { createCoverCommand } from './cover.ts';
import type { CommandDeps } from './deps.ts';
import { firstModel } from './first-model.ts';
import { createSongCommand } from './song.ts';

/** Every command of the bot, by name: a list loses none to a typo in a path. */
export function createCommands(deps: CommandDeps): readonly Command[] {
  const songModel = firstModel(deps.models, 'song');
  return [createCoverCommand(deps), ...(songModel ? [createSongCommand(deps, songModel)] : [])];
}
