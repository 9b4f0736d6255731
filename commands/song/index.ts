import { z } from 'zod';
import { type Command, defineHandler } from '../../src/discord/interactions/command.ts';
import { songIds } from '../../src/discord/interactions/cover-ids.ts';
import { inAllLanguages } from '../../src/discord/interactions/in-all-languages.ts';
import type { InteractionContext } from '../../src/discord/interactions/interaction-context.ts';
import type { Draft } from '../../src/domain/draft.ts';
import type { Model } from '../../src/domain/models.ts';
import type { CommandDeps } from '../services.ts';
import { checkMayMake } from '../shared/access.ts';
import { applyInput } from '../shared/apply-input.ts';
import { buildDraftForm, hasContent, isComplete } from '../shared/build-draft-form.ts';
import { serverModel } from '../shared/default-model.ts';
import { createDraftFlow } from '../shared/draft-flow.ts';
import { createFormHandlers } from '../shared/form-handlers.ts';
import { optionTextSchema } from '../shared/inputs.ts';
import { createStyleHandler, resolveStyle } from '../shared/style-option.ts';
import { songData } from './definition.ts';

const slashSchema = z.object({
  style: optionTextSchema,
  instrumental: z.boolean().default(false),
  write_lyrics: z.boolean().default(false),
  takes: z.number().int().optional(),
  seed: z.number().int().optional(),
});

/** `/song`: new music from words alone. What becomes of it has the same buttons as a cover. */
export function createSongCommand(deps: CommandDeps, offered: Model): Command {
  const { drafts, models } = deps;
  const modelFor = (call: InteractionContext) => serverModel(call, models, 'song');
  const draftFlow = createDraftFlow(deps);
  const { submit, create, fix } = createFormHandlers({ ...deps, draftFlow }, 'song');

  const slash = defineHandler({
    input: slashSchema,
    needs: ['settings', 'lastStyles'],
    retryButtonId: ({ interaction }) => songIds.fix(interaction.id),
    guard: checkMayMake,
    async prepare(call) {
      const draft = draftOf(call);
      const model = modelFor(call);
      // Before the form is there: it may be sent at once, or after a crash.
      if (hasContent(draft) && !isComplete(draft, model)) await drafts.save(draft);
      return draft;
    },
    respond(call, draft) {
      const model = modelFor(call);
      if (isComplete(draft, model)) return { kind: 'defer' };
      const asks = {
        customId: (hasContent(draft) ? songIds.submit : songIds.create)(draft.id),
        purpose: 'make',
        uploads: 'none',
      } as const;
      return { kind: 'modal', modal: buildDraftForm(draft, model, call, asks) };
    },
    execute: async (call, draft) => (isComplete(draft, modelFor(call)) ? draftFlow.submit(draft, call) : undefined),
  });

  return {
    name: 'song',
    data: [inAllLanguages((locale) => songData(offered, locale))],
    slash,
    autocomplete: createStyleHandler(models, 'song'),
    buttons: { fix },
    modals: { submit, create },
    selects: {},
  };
}

function draftOf(call: InteractionContext<z.output<typeof slashSchema>>): Draft {
  const { instrumental: isInstrumental, write_lyrics: isAsked, takes, seed } = call.input;
  const style = resolveStyle(call);
  // Nobody sings the words of an instrumental, so none are written.
  const writesLyrics = isAsked && !isInstrumental;
  return applyInput(call, call.interaction.id, 'song', undefined, { style, isInstrumental, writesLyrics, takes, seed });
}
