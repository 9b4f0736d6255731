import { z } from 'zod';
import type { CoverHistory } from '../../src/covers/library/history.ts';
import { defineHandler, type Handler } from '../../src/discord/interactions/command.ts';
import type { InteractionContext } from '../../src/discord/interactions/interaction-context.ts';
import { cancelNoneView, cancelSeveralView } from '../../src/discord/views/progress/cancel-view.ts';
import { nothingKnown, progressView } from '../../src/discord/views/progress/progress-view.ts';
import type { Job } from '../../src/domain/job.ts';
import { UserError } from '../../src/errors.ts';
import type { CommandDeps } from '../services.ts';
import { progressOf } from '../shared/apply-input.ts';
import { chosenSchema, optionTextSchema } from '../shared/inputs.ts';

/** `/covers cancel`: the one that is named, the only one there is, or the one that is chosen from a menu. */
export function createCancelHandlers({ history, cancelCover }: Pick<CommandDeps, 'history' | 'cancelCover'>): {
  slash: Handler;
  select: Handler;
} {
  const cancel = async (job: Job, call: InteractionContext) =>
    progressView(await cancelCover(job, progressOf(call)), nothingKnown);

  const slash = defineHandler({
    input: z.object({ cover: optionTextSchema }),
    respond: () => ({ kind: 'defer' }),
    async execute(call) {
      const { guildId, member, locale, input } = call;
      if (input.cover !== null) return cancel(await ownOf(history, call, input.cover), call);
      const own = await history.unfinishedOf(guildId, member.id);
      const [job] = own;
      if (!job) return cancelNoneView(locale);
      return own.length === 1 ? cancel(job, call) : cancelSeveralView(own, locale);
    },
  });

  const select = defineHandler({
    input: chosenSchema,
    prepare: (call) => ownOf(history, call, call.input),
    respond: () => ({ kind: 'deferUpdate' }),
    execute: (call, job) => cancel(job, call),
  });

  return { slash, select };
}

/** Whether what is typed stands in the song's name or in the style. */
export function isLike({ reference, voice, instrumental, style }: Job, typed: string): boolean {
  const words = [reference?.name, voice?.name, instrumental?.name, style].join('\n').toLowerCase();
  return words.includes(typed.trim().toLowerCase());
}

async function ownOf(history: CoverHistory, call: InteractionContext, jobId: string): Promise<Job> {
  const { job } = (await history.find(call, jobId)) ?? {};
  if (!job) throw new UserError({ key: 'cover.none', params: {} });
  if (job.requester.id !== call.member.id) throw new UserError({ key: 'job.notYours', params: {} });
  return job;
}
