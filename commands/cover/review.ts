import { z } from 'zod';
import { defineHandler, noInput } from '../../src/discord/interactions/command.ts';
import { formIds } from '../../src/discord/interactions/cover-ids.ts';
import type { InteractionContext } from '../../src/discord/interactions/interaction-context.ts';
import { audiences, discardedView } from '../../src/discord/views/cards/review-card.ts';
import { partField, partForm } from '../../src/discord/views/forms/part-form.ts';
import { existingJobView } from '../../src/discord/views/progress/existing-job-view.ts';
import type { View } from '../../src/discord/views/view.ts';
import { widestReference } from '../../src/domain/draft/pick-models.ts';
import type { Draft } from '../../src/domain/draft.ts';
import type { Job } from '../../src/domain/job.ts';
import { readTime } from '../../src/domain/song/part-of-song.ts';
import { UserError } from '../../src/errors.ts';
import type { CommandDeps } from '../services.ts';
import { checkMayMake, continuedDraftOf, neededDraftOf, ownJobOf, wantsTick } from '../shared/access.ts';
import { applyInput, progressOf } from '../shared/apply-input.ts';
import { mayAllowSongs } from '../shared/cover-access.ts';
import type { DraftFlow } from '../shared/draft-flow.ts';
import { createEditForm } from '../shared/form-handlers.ts';
import { formSchema } from '../shared/inputs.ts';

const audienceSchema = z
  .object({ values: z.tuple([z.enum(audiences)]) })
  .transform(({ values: [audience] }) => audience);

export type ReviewHandlersDeps = Pick<CommandDeps, 'drafts' | 'models' | 'removal' | 'requests'> & {
  draftFlow: DraftFlow;
};

/**
 * The buttons of the review card and of the one in its place, and the forms that lead back to it. What became a job already is
 * shown as that job.
 */
export function createReviewHandlers({ drafts, models, removal, requests, draftFlow }: ReviewHandlersDeps) {
  // An old card may still be there after its draft was changed by way of another message.
  const make = orderHandler((draft, call) => draftFlow.confirm(agreed(draft, call), call));

  /** Its draft has passed every check but that it asks for what was asked for already. */
  const anyway = orderHandler((draft, call) => draftFlow.confirmAnyway(seenNow(draft, call), call));

  const restyle = createEditForm(models, 'style');

  /** Of the editor, too. */
  const edited = defineHandler({
    input: formSchema,
    needs: ['draft', 'job', 'settings'],
    retryButtonId: fixOf,
    guard: continuedDraftOf,
    // The card that the form was opened from tells what it comes to now; one that does not could be taken at its word.
    respond: () => ({ kind: 'deferUpdate' }),
    execute(call, draft) {
      const before = { ...draft, needsReview: true };
      return draftFlow.submit(applyInput(call, before.id, before.kind, before, call.input), call);
    },
  });

  const allow = defineHandler({
    input: noInput,
    needs: ['draft', 'job', 'settings'],
    retryButtonId: fixOf,
    guard(call) {
      const draft = neededDraftOf(call);
      if (!mayAllowSongs(call)) throw new UserError({ key: 'song.blocked', params: {} });
      checkMayMake(call);
      return draft;
    },
    respond: () => ({ kind: 'deferUpdate' }),
    async execute(call, draft) {
      await removal.allow(draft);
      return draftFlow.submit(seenNow(draft, call), call);
    },
  });

  /** Something else about what is to be made: its card anew. */
  const cardHandler = <Schema extends z.ZodType>(
    input: Schema,
    choose: (draft: Draft, given: z.output<Schema>) => Draft | Promise<Draft>,
  ) =>
    defineHandler({
      input,
      needs: ['draft', 'job', 'settings'],
      retryButtonId: fixOf,
      guard: continuedDraftOf,
      respond: () => ({ kind: 'deferUpdate' }),
      async execute(call, draft) {
        return draftFlow.submit(await choose({ ...seenNow(draft, call), needsReview: true }, call.input), call);
      },
    });

  const audience = cardHandler(audienceSchema, (draft, chosen) => ({ ...draft, isPrivateFirst: chosen === 'me' }));

  const firstPart = cardHandler(noInput, (draft) => ({ ...draft, partChoice: null }));

  const bestPart = cardHandler(noInput, (draft) => requests.chooseBestPart(draft));

  const fromPart = defineHandler({
    input: noInput,
    needs: ['draft', 'settings'],
    guard: continuedDraftOf,
    respond(call, draft) {
      return { kind: 'modal', modal: partForm({ locale: call.locale, draftId: draft.id, ...cutSongOf(draft) }) };
    },
  });

  const part = cardHandler(z.object({ [partField]: z.string() }), (draft, { [partField]: written = '' }) => {
    const startSeconds = readTime(written);
    if (startSeconds === undefined) throw new UserError({ key: 'part.noTime', params: {} });
    const { wholeSeconds } = cutSongOf(draft);
    const latestSeconds = wholeSeconds - widestReference(models).minimumSeconds;
    // Before it is saved: the card that it was asked from still shows the part of before.
    if (startSeconds >= wholeSeconds) throw new UserError({ key: 'part.beyond', params: { seconds: wholeSeconds } });
    if (startSeconds > latestSeconds) throw new UserError({ key: 'part.tooLate', params: { latestSeconds } });
    return { ...draft, partChoice: { kind: 'from', startSeconds } };
  });

  const discard = defineHandler({
    input: noInput,
    needs: ['draft', 'job'],
    guard: jobOrDraftOf,
    respond: ({ locale }, { job }) => ({ kind: 'update', view: job ? existingJobView(job) : discardedView(locale) }),
    async execute(_call, { draft }) {
      if (draft) await drafts.discard(draft.id);
      return undefined;
    },
  });

  return {
    buttons: { make, anyway, restyle, allow, discard, firstPart, bestPart, fromPart },
    modals: { edited, part },
    selects: { audience },
  };
}

/** A button that makes a job of its draft; where that became one already, it is shown. */
function orderHandler(order: (draft: Draft, call: InteractionContext) => Promise<View | undefined>) {
  return defineHandler({
    input: noInput,
    needs: ['draft', 'job', 'settings'],
    retryButtonId: fixOf,
    guard(call) {
      const found = jobOrDraftOf(call);
      checkMayMake(call);
      return found;
    },
    respond: () => ({ kind: 'deferUpdate' }),
    execute: async (call, { job, draft }) => (job ? existingJobView(job) : order(draft, call)),
  });
}

/** The draft, to be answered where this click was made. */
function seenNow(draft: Draft, call: InteractionContext): Draft {
  return { ...draft, locale: call.locale, progress: progressOf(call) };
}

/** How long the song of a draft is of which a part is used, and that may be. Throws `UserError` where there is none any more. */
function cutSongOf({ song, voice, instrumental }: Draft): { wholeSeconds: number; maximumSeconds: number } {
  for (const upload of [song, voice, instrumental]) {
    if (upload?.kind !== 'kept' || !upload.part) continue;
    const { maximumSeconds } = upload.part;
    return { wholeSeconds: upload.reference.durationMs / 1_000, maximumSeconds };
  }
  throw new UserError({ key: 'draft.gone', params: {} });
}

function fixOf({ draft }: InteractionContext): string | null {
  return draft ? formIds(draft.kind).fix(draft.id) : null;
}

/** What became of the draft, or the draft: a job has its draft's id, and may outlive it. */
function jobOrDraftOf(call: InteractionContext): { job: Job; draft?: never } | { job?: never; draft: Draft } {
  return call.job ? { job: ownJobOf(call) } : { draft: neededDraftOf(call) };
}

/** The draft as the card shows it: where the server asks for it, the card says that making it confirms the right to. */
function agreed(draft: Draft, call: InteractionContext): Draft {
  const mayUse = draft.mayUse || (draft.kind === 'cover' && wantsTick(call));
  return seenNow({ ...draft, mayUse }, call);
}
