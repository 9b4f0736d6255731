import { z } from 'zod';
import type { Call } from '../src/discord/call.ts';
import { type Command, defineEntry } from '../src/discord/command.ts';
import { songIds } from '../src/discord/cover-ids.ts';
import type { Draft } from '../src/domain/draft.ts';
import type { Model } from '../src/domain/models.ts';
import { checkBotMayPost } from './access.ts';
import { createAsking } from './asking.ts';
import { chosenStyle } from './chosen-style.ts';
import type { CommandDeps } from './deps.ts';
import { draftAfter } from './draft-after.ts';
import { createFormEntries } from './form-entries.ts';
import { formOf, isComplete } from './form-of.ts';
import { optionTextSchema } from './inputs.ts';
import { songData } from './song-data.ts';
import { createStyleEntry } from './style-entry.ts';

const slashSchema = z.object({
  style: optionTextSchema,
  instrumental: z.boolean().default(false),
  write_lyrics: z.boolean().default(false),
  takes: z.number().int().optional(),
  seed: z.number().int().optional(),
});

/** `/song`: new music from words alone. What becomes of it has the same buttons as a cover. */
export function createSongCommand(deps: CommandDeps, model: Model): Command {
  const { drafts } = deps;
  const asking = createAsking(deps);
  const { submit, fix } = createFormEntries({ ...deps, asking }, 'song');

  const slash = defineEntry({
    input: slashSchema,
    needs: ['settings', 'lastStyles'],
    fixId: ({ interaction }) => songIds.fix(interaction.id),
    // Before the form is there: it may be sent at once, or after a crash.
    async prepare(call) {
      checkBotMayPost(call);
      const draft = draftOf(call);
      await drafts.save(draft);
      return draft;
    },
    first(call, draft) {
      if (isComplete(draft, model)) return { kind: 'defer' };
      const asks = { customId: songIds.submit(draft.id), purpose: 'make', uploads: 'none' } as const;
      return { kind: 'modal', modal: formOf(draft, model, call.locale, asks) };
    },
    run: async (call, draft) => (isComplete(draft, model) ? asking.ask(draft, call) : undefined),
  });

  return {
    name: 'song',
    data: [songData(model)],
    slash,
    autocomplete: createStyleEntry(model),
    buttons: { fix },
    modals: { submit },
    selects: {},
  };
}

function draftOf(call: Call<z.output<typeof slashSchema>>): Draft {
  const { instrumental: isInstrumental, write_lyrics: isAsked, takes, seed } = call.input;
  const style = chosenStyle(call);
  // Nobody sings the words of an instrumental, so none are written.
  const writesLyrics = isAsked && !isInstrumental;
  return draftAfter(call, call.interaction.id, 'song', undefined, { style, isInstrumental, writesLyrics, takes, seed });
}
