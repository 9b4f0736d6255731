import { defineHandler, noInput } from '../../src/discord/interactions/command.ts';
import { formIds } from '../../src/discord/interactions/cover-ids.ts';
import type { InteractionContext } from '../../src/discord/interactions/interaction-context.ts';
import { discardedView } from '../../src/discord/views/discarded-view.ts';
import { existingJobView } from '../../src/discord/views/existing-job-view.ts';
import type { View } from '../../src/discord/views/view.ts';
import type { Draft } from '../../src/domain/draft.ts';
import { UserError } from '../../src/errors.ts';
import type { CommandDeps } from '../services.ts';
import { checkBotMayPost, neededDraftOf, ownJobOf, wantsTick } from '../shared/access.ts';
import { applyInput, progressOf } from '../shared/apply-input.ts';
import { mayAllowSongs } from '../shared/cover-access.ts';
import type { DraftFlow } from '../shared/draft-flow.ts';
import { createEditForm } from '../shared/edit-form.ts';
import { formSchema } from '../shared/inputs.ts';

export type ReviewHandlersDeps = Pick<CommandDeps, 'drafts' | 'models' | 'removal'> & { draftFlow: DraftFlow };

/**
 * The buttons of the review card and of the one in its place, and the forms that lead back to it. What became a job already is
 * shown as that job.
 */
export function createReviewHandlers({ drafts, models, removal, draftFlow }: ReviewHandlersDeps) {
  // An old card may still be there after its draft was changed by way of another message.
  const make = orderHandler(
    async (call) => (await draftFlow.refreshCard(neededDraftOf(call), call)) ?? draftFlow.confirm(agreedDraft(call)),
  );

  /** Its draft has passed every check but that it asks for what was asked for already. */
  const anyway = orderHandler((call) => draftFlow.confirm(seenNow(neededDraftOf(call), call), { anyway: true }));

  const restyle = createEditForm(models, 'style');

  /** Of the editor, too. */
  const edited = defineHandler({
    input: formSchema,
    needs: ['draft', 'job', 'settings'],
    retryButtonId: fixOf,
    respond(call) {
      neededDraftOf(call);
      checkBotMayPost(call);
      // The card that the form was opened from tells what it comes to now; one that does not could be taken at its word.
      return { kind: 'deferUpdate' };
    },
    execute(call) {
      const before = { ...neededDraftOf(call), needsReview: true };
      return draftFlow.submit(applyInput(call, before.id, before.kind, before, call.input), call);
    },
  });

  const allow = defineHandler({
    input: noInput,
    needs: ['draft', 'job', 'settings'],
    retryButtonId: fixOf,
    respond(call) {
      neededDraftOf(call);
      if (!mayAllowSongs(call)) throw new UserError({ key: 'song.blocked', params: {} });
      checkBotMayPost(call);
      return { kind: 'deferUpdate' };
    },
    async execute(call) {
      const draft = neededDraftOf(call);
      await removal.allow(draft);
      return draftFlow.submit(seenNow(draft, call), call);
    },
  });

  const discard = defineHandler({
    input: noInput,
    needs: ['draft', 'job'],
    respond(call) {
      checkOwn(call);
      return { kind: 'update', view: call.job ? existingJobView(call.job) : discardedView(call.locale) };
    },
    async execute(call) {
      if (!call.job && call.draft) await drafts.discard(call.draft.id);
      return undefined;
    },
  });

  return { buttons: { make, anyway, restyle, allow, discard }, modals: { edited } };
}

/** A button that makes a job of its draft; where that became one already, it is shown. */
function orderHandler(order: (call: InteractionContext) => Promise<View | undefined>) {
  return defineHandler({
    input: noInput,
    needs: ['draft', 'job', 'settings'],
    retryButtonId: fixOf,
    respond(call) {
      checkOwn(call);
      checkBotMayPost(call);
      return { kind: 'deferUpdate' };
    },
    execute: async (call) => (call.job ? existingJobView(call.job) : order(call)),
  });
}

/** The draft, to be answered where this click was made. */
function seenNow(draft: Draft, call: InteractionContext): Draft {
  return { ...draft, locale: call.locale, progress: progressOf(call) };
}

function fixOf({ draft }: InteractionContext): string | null {
  return draft ? formIds(draft.kind).fix(draft.id) : null;
}

/** A job has its draft's id, and may outlive it. */
function checkOwn(call: InteractionContext): void {
  if (call.job) ownJobOf(call);
  else neededDraftOf(call);
}

/** The draft as the card shows it: where the server asks for it, the card says that making it confirms the right to. */
function agreedDraft(call: InteractionContext): Draft {
  const draft = neededDraftOf(call);
  const mayUse = draft.mayUse || (draft.kind === 'cover' && wantsTick(call));
  return seenNow({ ...draft, mayUse }, call);
}
