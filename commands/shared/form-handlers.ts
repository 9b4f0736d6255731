import { defineHandler, type Handler, noInput } from '../../src/discord/interactions/command.ts';
import { formIds } from '../../src/discord/interactions/cover-ids.ts';
import type { Draft } from '../../src/domain/draft.ts';
import { UserError } from '../../src/errors.ts';
import type { CommandDeps } from '../services.ts';
import { checkFormMayBeSent, checkTick, neededDraftOf, wantsTick } from './access.ts';
import { applyInput } from './apply-input.ts';
import { buildDraftForm, isComplete } from './build-draft-form.ts';
import { offeredModel } from './default-model.ts';
import type { DraftFlow } from './draft-flow.ts';
import { formSchema } from './inputs.ts';

export type FormHandlersDeps = Pick<CommandDeps, 'drafts' | 'models'> & { draftFlow: DraftFlow };

/** The form of a kind of drafts: what becomes of it when it is sent, and the button that opens it again. */
export function createFormHandlers(
  { drafts, models, draftFlow }: FormHandlersDeps,
  kind: Draft['kind'],
): { submit: Handler; fix: Handler } {
  const submit = defineHandler({
    input: formSchema,
    needs: ['draft', 'job', 'settings'],
    retryButtonId: ({ id }) => id && formIds(kind).fix(id),
    guard: checkFormMayBeSent,
    respond: () => ({ kind: 'defer' }),
    async execute(call, before) {
      const draft = applyInput(call, call.id ?? call.interaction.id, kind, before, call.input);
      if (!before && !isComplete(draft, offeredModel(models, kind))) {
        throw new UserError({ key: 'draft.gone', params: {} });
      }
      await drafts.save(draft);
      checkTick(call);
      return draftFlow.submit(draft, call);
    },
  });

  const fix = defineHandler({
    input: noInput,
    needs: ['draft', 'settings'],
    guard: neededDraftOf,
    respond(call, draft) {
      const customId = formIds(kind).submit(draft.id);
      const asks = { customId, purpose: 'make', uploads: 'all', wantsTick: wantsTick(call) } as const;
      return { kind: 'modal', modal: buildDraftForm(draft, offeredModel(models, kind), call.locale, asks) };
    },
  });

  return { submit, fix };
}
