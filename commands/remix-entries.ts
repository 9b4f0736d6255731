import { defineEntry, type Entry, noInput } from '../src/discord/command.ts';
import { formIds } from '../src/discord/cover-ids.ts';
import { checkBotMayPost, checkTick } from './access.ts';
import type { Asking } from './asking.ts';
import { coverOf } from './cover-access.ts';
import type { CommandDeps } from './deps.ts';
import { draftAfter, draftOfJob } from './draft-after.ts';
import { offeredModel } from './first-model.ts';
import { formSchema } from './inputs.ts';
import { type RemixFrom, remixForm, remixKind } from './remix-form.ts';

export type RemixEntriesDeps = Pick<CommandDeps, 'drafts' | 'models' | 'remixes'> & { asking: Asking };

/** For anyone who sees a cover: what they make of it is a draft of their own, and begins with a look at what it comes to. */
export function createRemixEntries({ drafts, models, remixes, asking }: RemixEntriesDeps) {
  const opens = (from: RemixFrom): Entry =>
    defineEntry({
      input: noInput,
      needs: ['job', 'settings'],
      first(call) {
        checkBotMayPost(call);
        return { kind: 'modal', modal: remixForm(call, coverOf(call), models, from) };
      },
    });

  const sent = (from: RemixFrom): Entry =>
    defineEntry({
      input: formSchema,
      needs: ['job', 'settings'],
      fixId: ({ job, interaction }) => (job ? formIds(remixKind(job, from)).fix(interaction.id) : null),
      first(call) {
        checkBotMayPost(call);
        coverOf(call);
        return { kind: 'defer' };
      },
      async run(call) {
        const job = coverOf(call);
        const begun = draftOfJob(call, job, offeredModel(models, remixKind(job, from)));
        const words = draftAfter(call, begun.id, begun.kind, begun, call.input);
        // Where the song is no longer kept, the way back asks for another one.
        await drafts.save(words);
        const start = await (from === 'take'
          ? remixes.fromTake(job, call.input.which ?? 0)
          : remixes.fromReference(job));
        const draft = { ...words, ...start };
        await drafts.save(draft);
        checkTick(call);
        return asking.ask(draft, call);
      },
    });

  const anotherTake = defineEntry({
    input: noInput,
    needs: ['job', 'settings'],
    fixId: ({ job, interaction }) => (job ? formIds(job.kind).fix(interaction.id) : null),
    first(call) {
      checkBotMayPost(call);
      offeredModel(models, coverOf(call).kind);
      return { kind: 'defer' };
    },
    async run(call) {
      const job = coverOf(call);
      const words = draftOfJob(call, job, offeredModel(models, job.kind));
      await drafts.save(words);
      return asking.ask({ ...words, ...(await remixes.fromReference(job)) }, call);
    },
  });

  return {
    buttons: { remix: opens('reference'), remixCover: opens('take'), anotherTake },
    modals: { remixed: sent('reference'), remixedCover: sent('take') },
  };
}
