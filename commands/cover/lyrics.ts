import { z } from 'zod';
import { defineHandler, noInput } from '../../src/discord/interactions/command.ts';
import { coverIds } from '../../src/discord/interactions/cover-ids.ts';
import { lyricsPromptForm } from '../../src/discord/views/forms/lyrics-prompt-form.ts';
import { isInstrumentalSkeleton } from '../../src/domain/draft/lyrics.ts';
import { UserError } from '../../src/errors.ts';
import type { CommandDeps } from '../services.ts';
import { checkFormMayBeSent, checkMayMake, continuedDraftOf, showsPrices } from '../shared/access.ts';
import { applyInput, draftOfJob } from '../shared/apply-input.ts';
import { buildDraftForm, hasUpload } from '../shared/build-draft-form.ts';
import { coverOf } from '../shared/cover-access.ts';
import { serverModel } from '../shared/default-model.ts';
import { createEditForm } from '../shared/form-handlers.ts';
import { formSchema } from '../shared/inputs.ts';
import type { LyricsCards } from './lyrics-cards.ts';

export type LyricsHandlersDeps = Pick<CommandDeps, 'drafts' | 'lyrics' | 'models' | 'remixes'> & { cards: LyricsCards };

/** Everything about words before a cover is asked for: the form for the song, the card, its editor, and having them written. */
export function createLyricsHandlers({ drafts, lyrics, models, remixes, cards }: LyricsHandlersDeps) {
  const listen = defineHandler({
    input: formSchema,
    needs: ['draft', 'job', 'settings'],
    retryButtonId: ({ id }) => id && coverIds.relisten(id),
    guard: checkFormMayBeSent,
    respond: () => ({ kind: 'defer' }),
    async execute(call, before) {
      const draft = applyInput(call, call.id ?? call.interaction.id, 'cover', before, call.input);
      if (!hasUpload(draft)) throw new UserError({ key: 'draft.gone', params: {} });
      await drafts.save(draft);
      return cards.heard(draft, call);
    },
  });

  const relisten = defineHandler({
    input: noInput,
    needs: ['draft', 'settings'],
    guard: continuedDraftOf,
    respond(call, draft) {
      const asks = { customId: coverIds.listen(draft.id), purpose: 'lyrics', uploads: 'all' } as const;
      return { kind: 'modal', modal: buildDraftForm(draft, serverModel(call, models, 'cover'), call, asks) };
    },
  });

  const editor = createEditForm(models, 'lyrics');

  const write = defineHandler({
    input: noInput,
    needs: ['draft', 'settings'],
    guard: (call) => ({ draft: continuedDraftOf(call), priceMicros: neededWriting(lyrics).priceMicros }),
    respond(call, { draft: { id, lyrics: words }, priceMicros }) {
      const { locale } = call;
      const micros = showsPrices(call) ? priceMicros : null;
      const isChange = words !== null && !isInstrumentalSkeleton(words);
      return { kind: 'modal', modal: lyricsPromptForm({ locale, draftId: id, isChange, micros }) };
    },
  });

  const wish = defineHandler({
    input: z.object({ wish: z.string().trim() }),
    needs: ['draft', 'settings'],
    guard(call) {
      const draft = continuedDraftOf(call);
      neededWriting(lyrics);
      return draft;
    },
    respond: () => ({ kind: 'defer' }),
    execute: (call, draft) => cards.written(draft, call.input.wish, call),
  });

  /** For anyone who sees the cover: their own draft begins with its words. */
  const ofJob = defineHandler({
    input: noInput,
    needs: ['job', 'settings'],
    retryButtonId: ({ interaction }) => coverIds.relisten(interaction.id),
    guard(call) {
      checkMayMake(call);
      const job = coverOf(call);
      return { job, model: serverModel(call, models, job.kind, 'lyrics') };
    },
    respond: () => ({ kind: 'defer' }),
    async execute(call, { job, model }) {
      const isSung = { isInstrumental: false, writesLyrics: false };
      const words = { ...draftOfJob(call, job, model), ...isSung };
      // Where the song is no longer kept, the way back asks for another one.
      await drafts.save(words);
      const draft = { ...words, ...(await remixes.fromReference(job)) };
      await drafts.save(draft);
      return draft.lyrics === null ? cards.heard(draft, call) : cards.present(draft, call);
    },
  });

  return { buttons: { relisten, editor, write, lyrics: ofJob }, modals: { listen, wish } };
}

/** It may have been offered when the card was shown, and not any more. */
function neededWriting({ writing }: CommandDeps['lyrics']): { priceMicros: number } {
  if (!writing) throw new UserError({ key: 'model.none', params: { without: 'writtenLyrics' } });
  return writing;
}
