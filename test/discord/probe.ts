import { SlashCommandBuilder } from 'discord.js';
import {
  type Command,
  defineHandler,
  type FirstAnswer,
  type Handler,
  noInput,
} from '../../src/discord/interactions/command.ts';
import type { InteractionContext } from '../../src/discord/interactions/interaction-context.ts';
import { cardOf, type View } from '../../src/discord/views/view.ts';
import { openBot } from './bot-at-discord.ts';

export const JOB_ID = '1000000000000000001';

export const deferred: FirstAnswer = { kind: 'defer' };

/** A message with one button of the probe. */
export const button = (action: string): View =>
  cardOf([`press ${action}`], [{ type: 2, style: 2, label: action, custom_id: `probe:${action}:${JOB_ID}` }]);

/** A command with the parts that a test is about. */
export function probe({ slash, buttons = {}, modals = {} }: ProbeParts): Command {
  const data = new SlashCommandBuilder()
    .setName('probe')
    .setDescription('A probe')
    .addStringOption((option) => option.setName('text').setDescription('Any'))
    .toJSON();
  return { name: 'probe', data: [data], slash, buttons, modals, selects: {} };
}

export interface ProbeParts {
  slash: Handler;
  buttons?: Record<string, Handler>;
  modals?: Record<string, Handler>;
}

export const entry = (
  respond: (call: InteractionContext) => FirstAnswer,
  execute?: (call: InteractionContext) => Promise<View | undefined>,
): Handler => defineHandler({ input: noInput, respond, ...(execute && { execute }) });

/** The bot with such a command alone. */
export const openProbe = (parts: ProbeParts, options?: Parameters<typeof openBot>[1]) =>
  openBot([probe(parts)], options);
