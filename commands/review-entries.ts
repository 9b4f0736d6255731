import type { Call } from '../src/discord/call.ts';
import { defineEntry, noInput } from '../src/discord/command.ts';
import { coverIds, formIds } from '../src/discord/cover-ids.ts';
import { alreadyView } from '../src/discord/views/already-view.ts';
import { droppedView } from '../src/discord/views/dropped-view.ts';
import type { View } from '../src/discord/views/view.ts';
import type { Draft } from '../src/domain/draft.ts';
import { UserError } from '../src/errors.ts';
import { checkBotMayPost, neededDraftOf, ownJobOf, wantsTick } from './access.ts';
import type { Asking } from './asking.ts';
import { mayAllowSongs } from './cover-access.ts';
import type { CommandDeps } from './deps.ts';
import { draftAfter, progressOf } from './draft-after.ts';
import { offeredModel } from './first-model.ts';
import { formOf } from './form-of.ts';
import { formSchema } from './inputs.ts';

export type ReviewEntriesDeps = Pick<CommandDeps, 'drafts' | 'models' | 'removal'> & { asking: Asking };

/**
 * The buttons of the review card and of the one in its place, and the forms that lead back to it. What became a job already is
 * shown as that job.
 */
export function createReviewEntries({ drafts, models, removal, asking }: ReviewEntriesDeps) {
  // An old card may still be there after its draft was changed by way of another message.
  const make = orderEntry(
    async (call) => (await asking.changed(neededDraftOf(call), call)) ?? asking.order(agreedDraft(call)),
  );

  /** Its draft has passed every check but that it asks for what was asked for already. */
  const anyway = orderEntry((call) => asking.order(seenNow(neededDraftOf(call), call), { anyway: true }));

  const restyle = defineEntry({
    input: noInput,
    needs: ['draft'],
    first(call) {
      const draft = neededDraftOf(call);
      const asks = { customId: coverIds.edited(draft.id), purpose: 'restyle', uploads: 'none' } as const;
      return { kind: 'modal', modal: formOf(draft, offeredModel(models, draft.kind, 'style'), call.locale, asks) };
    },
  });

  /** Of the editor, too. */
  const edited = defineEntry({
    input: formSchema,
    needs: ['draft', 'job', 'settings'],
    fixId: fixOf,
    first(call) {
      neededDraftOf(call);
      checkBotMayPost(call);
      // The card that the form was opened from tells what it comes to now; one that does not could be taken at its word.
      return { kind: 'deferUpdate' };
    },
    run(call) {
      const before = { ...neededDraftOf(call), needsReview: true };
      return asking.ask(draftAfter(call, before.id, before.kind, before, call.input), call);
    },
  });

  const allow = defineEntry({
    input: noInput,
    needs: ['draft', 'job', 'settings'],
    fixId: fixOf,
    first(call) {
      neededDraftOf(call);
      if (!mayAllowSongs(call)) throw new UserError({ key: 'song.blocked', params: {} });
      checkBotMayPost(call);
      return { kind: 'deferUpdate' };
    },
    async run(call) {
      const draft = neededDraftOf(call);
      await removal.allow(draft);
      return asking.ask(seenNow(draft, call), call);
    },
  });

  const discard = defineEntry({
    input: noInput,
    needs: ['draft', 'job'],
    first(call) {
      checkOwn(call);
      return { kind: 'update', view: call.job ? alreadyView(call.job) : droppedView(call.locale) };
    },
    async run(call) {
      if (!call.job && call.draft) await drafts.discard(call.draft.id);
      return undefined;
    },
  });

  return { buttons: { make, anyway, restyle, allow, discard }, modals: { edited } };
}

/** A button that makes a job of its draft; where that became one already, it is shown. */
function orderEntry(order: (call: Call) => Promise<View | undefined>) {
  return defineEntry({
    input: noInput,
    needs: ['draft', 'job', 'settings'],
    fixId: fixOf,
    first(call) {
      checkOwn(call);
      checkBotMayPost(call);
      return { kind: 'deferUpdate' };
    },
    run: async (call) => (call.job ? alreadyView(call.job) : order(call)),
  });
}

/** The draft, to be answered where this click was made. */
function seenNow(draft: Draft, call: Call): Draft {
  return { ...draft, locale: call.locale, progress: progressOf(call) };
}

function fixOf({ draft }: Call): string | null {
  return draft ? formIds(draft.kind).fix(draft.id) : null;
}

/** A job has its draft's id, and may outlive it. */
function checkOwn(call: Call): void {
  if (call.job) ownJobOf(call);
  else neededDraftOf(call);
}

/** The draft as the card shows it: where the server asks for it, the card says that making it confirms the right to. */
function agreedDraft(call: Call): Draft {
  const draft = neededDraftOf(call);
  const mayUse = draft.mayUse || (draft.kind === 'cover' && wantsTick(call));
  return seenNow({ ...draft, mayUse }, call);
}
