import { defineHandler, type Handler, noInput } from '../../src/discord/interactions/command.ts';
import { coverIds } from '../../src/discord/interactions/cover-ids.ts';
import type { Model } from '../../src/domain/models.ts';
import { neededDraftOf } from './access.ts';
import { buildDraftForm } from './build-draft-form.ts';
import { offeredModel } from './default-model.ts';

/** A button that opens a draft's words in a form: its lyrics, or its style. What is sent goes back to its card. */
export function createEditForm(models: readonly Model[], of: 'lyrics' | 'style'): Handler {
  return defineHandler({
    input: noInput,
    needs: ['draft'],
    guard: neededDraftOf,
    respond(call, draft) {
      const purpose = of === 'lyrics' ? 'edit' : 'restyle';
      const asks = { customId: coverIds.edited(draft.id), purpose, uploads: 'none' } as const;
      return { kind: 'modal', modal: buildDraftForm(draft, offeredModel(models, draft.kind, of), call.locale, asks) };
    },
  });
}
