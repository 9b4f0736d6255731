import { SlashCommandBuilder } from 'discord.js';
import type { Call } from '../../src/discord/call.ts';
import { type Command, defineEntry, type Entry, type FirstAnswer, noInput } from '../../src/discord/command.ts';
import { type View, viewOf } from '../../src/discord/views/view.ts';
import { openBot } from './stage.ts';

export const JOB_ID = '1000000000000000001';

export const deferred: FirstAnswer = { kind: 'defer' };

/** A message with one button of the probe. */
export const button = (action: string): View =>
  viewOf([`press ${action}`], [{ type: 2, style: 2, label: action, custom_id: `probe:${action}:${JOB_ID}` }]);

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
  slash: Entry;
  buttons?: Record<string, Entry>;
  modals?: Record<string, Entry>;
}

export const entry = (first: (call: Call) => FirstAnswer, run?: (call: Call) => Promise<View | undefined>): Entry =>
  defineEntry({ input: noInput, first, ...(run && { run }) });

/** The bot with such a command alone. */
export const openProbe = (parts: ProbeParts, options?: Parameters<typeof openBot>[1]) =>
  openBot([probe(parts)], options);
