import { defineHandler, type FirstAnswer, type Handler, noInput } from '../../src/discord/interactions/command.ts';
import { formIds } from '../../src/discord/interactions/cover-ids.ts';
import type { InteractionContext } from '../../src/discord/interactions/interaction-context.ts';
import type { Job } from '../../src/domain/job.ts';
import { type Model, modelsAmong } from '../../src/domain/models.ts';
import type { CommandDeps } from '../services.ts';
import { checkMayMake, checkTick, wantsTick } from '../shared/access.ts';
import { applyInput, draftOfJob } from '../shared/apply-input.ts';
import { buildDraftForm } from '../shared/build-draft-form.ts';
import { coverOf } from '../shared/cover-access.ts';
import { defaultModel, serverModel } from '../shared/default-model.ts';
import type { DraftFlow } from '../shared/draft-flow.ts';
import { formSchema } from '../shared/inputs.ts';
import { type RemixFrom, remixForm, remixKind } from './remix-form.ts';

export type RemixHandlersDeps = Pick<CommandDeps, 'models' | 'remixes'> & { draftFlow: DraftFlow };

/** For anyone who sees a cover: what they make of it is a draft of their own, and begins with a look at what it comes to. */
export function createRemixHandlers({ models, remixes, draftFlow }: RemixHandlersDeps) {
  const coverAndModel = (call: InteractionContext, kindOf: (job: Job) => Model['kind']) => {
    checkMayMake(call);
    const job = coverOf(call);
    return { job, model: serverModel(call, models, kindOf(job)) };
  };

  const openRemixForm = (from: RemixFrom): Handler =>
    defineHandler({
      input: noInput,
      needs: ['job', 'settings'],
      guard(call) {
        checkMayMake(call);
        return coverOf(call);
      },
      respond: (call, job) => ({ kind: 'modal', modal: remixForm(call, job, models, from) }),
    });

  const submitRemixForm = (from: RemixFrom): Handler =>
    defineHandler({
      input: formSchema,
      needs: ['job', 'settings'],
      retryButtonId: ({ job, interaction }) => (job ? formIds(remixKind(job, from)).fix(interaction.id) : null),
      guard: (call) => coverAndModel(call, (job) => remixKind(job, from)),
      respond: () => ({ kind: 'defer' }),
      async execute(call, { job, model }) {
        const begun = draftOfJob(call, job, model);
        const words = applyInput(call, begun.id, begun.kind, begun, call.input);
        // Where the song is no longer kept, the way back asks for another one.
        const start = await draftFlow.keeping(words, () =>
          from === 'take' ? remixes.fromTake(job, call.input.which ?? 0) : remixes.fromReference(job),
        );
        const draft = { ...words, ...start };
        await draftFlow.keeping(draft, () => checkTick(call));
        return draftFlow.submit(draft, call);
      },
    });

  const anotherTake = defineHandler({
    input: noInput,
    needs: ['job', 'settings'],
    retryButtonId: ({ job, interaction }) => (job ? formIds(job.kind).fix(interaction.id) : null),
    guard: (call) => coverAndModel(call, (job) => job.kind),
    respond: () => ({ kind: 'defer' }),
    async execute(call, { job, model }) {
      // One's own is made at one tap, unless something is to be confirmed: its price, where it goes, or the right to the song.
      const isOwn = job.requester.id === call.member.id;
      const words = { ...draftOfJob(call, job, model), needsReview: !isOwn };
      const start = await draftFlow.keeping(words, () => remixes.fromReference(job));
      return draftFlow.submit({ ...words, ...start }, call);
    },
  });

  return {
    buttons: { remix: openRemixForm('reference'), remixCover: openRemixForm('take'), anotherTake },
    modals: { remixed: submitRemixForm('reference'), remixedCover: submitRemixForm('take') },
  };
}

/** For who sees a cover and wants one of a song of their own: the form that the command opens. */
export function createOwnHandler({ models }: Pick<CommandDeps, 'models'>): Handler {
  return defineHandler({
    input: noInput,
    needs: ['job', 'settings'],
    guard(call) {
      checkMayMake(call);
      return coverOf(call).kind;
    },
    respond: (call, kind) => emptyForm(call, kind, models),
  });
}

/** The button of the message that says how a channel is used: the same form, for a cover where the server makes those. */
export function createBeginHandler({ models }: Pick<CommandDeps, 'models'>): Handler {
  return defineHandler({
    input: noInput,
    needs: ['settings'],
    guard: checkMayMake,
    respond(call) {
      const own = modelsAmong(models, call.settings?.modelIds ?? []);
      return emptyForm(call, defaultModel(own, 'cover') ? 'cover' : 'song', models);
    },
  });
}

function emptyForm(call: InteractionContext, kind: Model['kind'], models: readonly Model[]): FirstAnswer {
  const draft = applyInput(call, call.interaction.id, kind, undefined, {});
  const customId = formIds(kind).create(draft.id);
  const asks = { customId, purpose: 'make', uploads: 'missing', wantsTick: wantsTick(call) } as const;
  return { kind: 'modal', modal: buildDraftForm(draft, serverModel(call, models, kind), call, asks) };
}
