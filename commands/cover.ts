import { z } from 'zod';
import { attachmentSchema, type Call } from '../src/discord/call.ts';
import { type Command, defineEntry, type Entry } from '../src/discord/command.ts';
import { coverIds } from '../src/discord/cover-ids.ts';
import type { Draft } from '../src/domain/draft.ts';
import type { Model } from '../src/domain/models.ts';
import { checkBotMayPost, wantsTick } from './access.ts';
import { type Asking, createAsking } from './asking.ts';
import { chosenStyle } from './chosen-style.ts';
import { coverData } from './cover-data.ts';
import { createCoverMenuEntries } from './cover-menu-entries.ts';
import type { CommandDeps } from './deps.ts';
import { draftAfter } from './draft-after.ts';
import { firstModel } from './first-model.ts';
import { createFormEntries } from './form-entries.ts';
import { formOf, hasUpload, isComplete } from './form-of.ts';
import { optionTextSchema } from './inputs.ts';
import { createJobEntries } from './job-entries.ts';
import { createLyricsCards, type LyricsCards } from './lyrics-cards.ts';
import { createLyricsEntries } from './lyrics-entries.ts';
import { createMessageEntry, messageData } from './message-entry.ts';
import { createRemixEntries } from './remix-entries.ts';
import { createReviewEntries } from './review-entries.ts';
import { createStyleEntry } from './style-entry.ts';

const slashSchema = z.object({
  song: attachmentSchema.nullish(),
  voice: attachmentSchema.nullish(),
  instrumental: attachmentSchema.nullish(),
  style: optionTextSchema,
  lyrics: z.literal('edit').optional(),
  takes: z.number().int().optional(),
  seed: z.number().int().optional(),
});

type SlashCall = Call<z.output<typeof slashSchema>>;

/**
 * `/cover`, the menu of messages with songs, the forms and cards before a cover, and the buttons under everything that became of
 * it or of a new song. The command itself is there only where a model makes covers; the buttons of what was made before are
 * answered all the same.
 */
export function createCoverCommand(deps: CommandDeps): Command {
  const model = firstModel(deps.models, 'cover');
  const asking = createAsking(deps);
  const cards = createLyricsCards(deps);
  const { submit, fix } = createFormEntries({ ...deps, asking }, 'cover');
  const lyrics = createLyricsEntries({ ...deps, cards });
  const review = createReviewEntries({ ...deps, asking });
  const remix = createRemixEntries({ ...deps, asking });
  const menu = createCoverMenuEntries(deps);
  return {
    name: 'cover',
    data: model ? [coverData(model), messageData] : [],
    ...(model && {
      slash: createSlash(deps, model, { cards, asking }),
      autocomplete: createStyleEntry(model),
      menu: createMessageEntry(deps, model),
    }),
    buttons: {
      fix,
      ...lyrics.buttons,
      ...review.buttons,
      ...remix.buttons,
      ...createJobEntries(deps),
      ...menu.buttons,
    },
    modals: { submit, ...lyrics.modals, ...review.modals, ...remix.modals, ...menu.modals },
    selects: menu.selects,
  };
}

function createSlash(
  { requests, drafts }: CommandDeps,
  model: Model,
  { cards, asking }: { cards: LyricsCards; asking: Asking },
): Entry {
  return defineEntry({
    input: slashSchema,
    needs: ['settings', 'lastStyles'],
    fixId: ({ interaction, input }) => (showsWords(input) ? coverIds.relisten : coverIds.fix)(interaction.id),
    // Before the form is there: it may be sent at once, or after a crash.
    async prepare(call) {
      checkBotMayPost(call);
      const draft = draftOf(call);
      await drafts.save(draft);
      return draft;
    },
    first(call, draft) {
      const isLater = showsWords(call.input);
      if (isLater ? hasUpload(draft) : isComplete(draft, model)) return { kind: 'defer' };
      const asks = isLater
        ? ({ customId: coverIds.listen(draft.id), purpose: 'lyrics' } as const)
        : ({ customId: coverIds.submit(draft.id), purpose: 'make', wantsTick: wantsTick(call) } as const);
      return { kind: 'modal', modal: formOf(draft, model, call.locale, { ...asks, uploads: 'missing' }) };
    },
    async run(call, draft) {
      if (showsWords(call.input))
        return hasUpload(draft) ? cards.heard(draft, call.interaction.id, call.locale) : undefined;
      if (isComplete(draft, model)) return asking.ask(draft, call);
      if (hasUpload(draft)) requests.begin(draft);
      return undefined;
    },
  });
}

function showsWords({ lyrics }: SlashCall['input']): boolean {
  return lyrics === 'edit';
}

function draftOf(call: SlashCall): Draft {
  const { lyrics: _, ...given } = call.input;
  return draftAfter(call, call.interaction.id, 'cover', undefined, { ...given, style: chosenStyle(call) });
}
