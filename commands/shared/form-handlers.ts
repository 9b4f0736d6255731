import { defineHandler, type Handler, noInput } from '../../src/discord/interactions/command.ts';
import { coverIds, formIds } from '../../src/discord/interactions/cover-ids.ts';
import type { Draft } from '../../src/domain/draft.ts';
import type { Model } from '../../src/domain/models.ts';
import { UserError } from '../../src/errors.ts';
import type { CommandDeps } from '../services.ts';
import { checkFormMayBeSent, checkTick, continuedDraftOf, wantsTick } from './access.ts';
import { applyInput } from './apply-input.ts';
import { buildDraftForm, isComplete } from './build-draft-form.ts';
import { serverModel } from './default-model.ts';
import type { DraftFlow } from './draft-flow.ts';
import { formSchema } from './inputs.ts';

export type FormHandlersDeps = Pick<CommandDeps, 'models'> & { draftFlow: DraftFlow };

/** The forms of a kind of drafts: what becomes of them when they are sent, and the button that opens one again. */
export function createFormHandlers(
  { models, draftFlow }: FormHandlersDeps,
  kind: Draft['kind'],
): { submit: Handler; create: Handler; fix: Handler } {
  const submitForm = ({ isSaved }: { isSaved: boolean }) =>
    defineHandler({
      input: formSchema,
      needs: ['draft', 'job', 'settings'],
      retryButtonId: ({ id }) => id && formIds(kind).fix(id),
      guard: checkFormMayBeSent,
      respond: () => ({ kind: 'defer' }),
      async execute(call, before) {
        const draft = applyInput(call, call.id ?? call.interaction.id, kind, before, call.input);
        if (isSaved && !before && !isComplete(draft, serverModel(call, models, kind))) {
          await draftFlow.rememberStyle(draft, call);
          throw new UserError({ key: 'draft.gone', params: {} });
        }
        await draftFlow.keeping(draft, () => checkTick(call));
        return draftFlow.submit(draft, call);
      },
    });

  const fix = defineHandler({
    input: noInput,
    needs: ['draft', 'settings'],
    guard: continuedDraftOf,
    respond(call, draft) {
      const customId = formIds(kind).submit(draft.id);
      const asks = { customId, purpose: 'make', uploads: 'all', wantsTick: wantsTick(call) } as const;
      return { kind: 'modal', modal: buildDraftForm(draft, serverModel(call, models, kind), call, asks) };
    },
  });

  return { submit: submitForm({ isSaved: true }), create: submitForm({ isSaved: false }), fix };
}

/** A button that opens a draft's words in a form: its lyrics, or its style. What is sent goes back to its card. */
export function createEditForm(models: readonly Model[], of: 'lyrics' | 'style'): Handler {
  return defineHandler({
    input: noInput,
    needs: ['draft', 'settings'],
    guard: continuedDraftOf,
    respond(call, draft) {
      const purpose = of === 'lyrics' ? 'edit' : 'restyle';
      const asks = { customId: coverIds.edited(draft.id), purpose, uploads: 'none' } as const;
      return { kind: 'modal', modal: buildDraftForm(draft, serverModel(call, models, draft.kind, of), call, asks) };
    },
  });
}
