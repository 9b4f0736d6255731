import { SlashCommandBuilder } from 'discord.js';
import { createDiscord } from '../../../src/discord/discord.ts';
import { type Command, defineHandler, noInput } from '../../../src/discord/interactions/command.ts';
import type { InteractionContext } from '../../../src/discord/interactions/interaction-context.ts';
import type { PostedTake } from '../../../src/discord/port.ts';
import { nothingKnown } from '../../../src/discord/views/progress/progress-view.ts';
import type { Job } from '../../../src/domain/job.ts';
import { buildJob } from '../../support/build-job.ts';
import { openBot } from '../bot-at-discord.ts';

const signal = new AbortController().signal;

/** A job whose private message really exists, and the adapter that edits it. */
export async function openProgress() {
  const calls: InteractionContext[] = [];
  const slash = defineHandler({
    input: noInput,
    respond(call) {
      calls.push(call);
      return { kind: 'defer' };
    },
  });
  const data = new SlashCommandBuilder().setName('probe').setDescription('A probe').toJSON();
  const command: Command = { name: 'probe', data: [data], slash, buttons: {}, modals: {}, selects: {} };
  const bot = await openBot([command]);
  const answer = await bot.member.slash(bot.channel, 'probe');
  const [call] = calls;
  if (!call) throw new Error('nothing was called');
  const discord = createDiscord({
    rest: bot.client.rest,
    identity: bot.client.identity,
    attachments: bot.attachments,
    clock: bot.clock,
  });
  const show = (changes: Partial<Job> = {}, view = nothingKnown) =>
    discord.showProgress({ ...buildJob(), progress: call.interaction, ...changes }, view, signal);
  const handOver = (changes: Partial<Job>, takes: readonly PostedTake[]) =>
    discord.handOver({ ...buildJob(), progress: call.interaction, ...changes }, takes, signal);
  return { ...bot, answer, show, handOver };
}
