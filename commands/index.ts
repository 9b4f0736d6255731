import type { Command } from '../src/discord/command.ts';
import { createCoverCommand } from './cover.ts';
import type { CommandDeps } from './deps.ts';

/** Every command of the bot, by name: a list loses none to a typo in a path. */
export function createCommands(deps: CommandDeps): readonly Command[] {
  return [createCoverCommand(deps)];
}
