import { z } from 'zod';
import { defineEntry, noInput } from '../src/discord/command.ts';
import { coverIds } from '../src/discord/cover-ids.ts';
import { wishForm } from '../src/discord/views/wish-form.ts';
import { isInstrumentalSkeleton } from '../src/domain/lyrics.ts';
import { UserError } from '../src/errors.ts';
import { checkBotMayPost, neededDraftOf, ownDraftOf, ownJobOf } from './access.ts';
import { coverOf } from './cover-access.ts';
import type { CommandDeps } from './deps.ts';
import { draftAfter, draftOfJob } from './draft-after.ts';
import { offeredModel } from './first-model.ts';
import { formOf, hasUpload } from './form-of.ts';
import { formSchema } from './inputs.ts';
import type { LyricsCards } from './lyrics-cards.ts';

export type LyricsEntriesDeps = Pick<CommandDeps, 'drafts' | 'lyrics' | 'models' | 'remixes'> & { cards: LyricsCards };

/** Everything about words before a cover is asked for: the form for the song, the card, its editor, and having them written. */
export function createLyricsEntries({ drafts, lyrics, models, remixes, cards }: LyricsEntriesDeps) {
  const listen = defineEntry({
    input: formSchema,
    needs: ['draft', 'job', 'settings'],
    fixId: ({ id }) => id && coverIds.relisten(id),
    first(call) {
      // The draft may be gone, and a job has its id.
      if (call.job) ownJobOf(call);
      checkBotMayPost(call);
      return { kind: 'defer' };
    },
    async run(call) {
      const draft = draftAfter(call, call.id ?? call.interaction.id, 'cover', ownDraftOf(call), call.input);
      if (!hasUpload(draft)) throw new UserError({ key: 'draft.gone', params: {} });
      await drafts.save(draft);
      return cards.heard(draft, call.interaction.id, call.locale);
    },
  });

  const relisten = defineEntry({
    input: noInput,
    needs: ['draft'],
    first(call) {
      const draft = neededDraftOf(call);
      const asks = { customId: coverIds.listen(draft.id), purpose: 'lyrics', uploads: 'all' } as const;
      return { kind: 'modal', modal: formOf(draft, offeredModel(models, 'cover'), call.locale, asks) };
    },
  });

  const editor = defineEntry({
    input: noInput,
    needs: ['draft'],
    first(call) {
      const draft = neededDraftOf(call);
      const asks = { customId: coverIds.edited(draft.id), purpose: 'edit', uploads: 'none' } as const;
      return { kind: 'modal', modal: formOf(draft, offeredModel(models, draft.kind, 'lyrics'), call.locale, asks) };
    },
  });

  const write = defineEntry({
    input: noInput,
    needs: ['draft'],
    first(call) {
      const { id, lyrics: words } = neededDraftOf(call);
      const isChange = words !== null && !isInstrumentalSkeleton(words);
      const { priceMicros: micros } = neededWriting(lyrics);
      return { kind: 'modal', modal: wishForm({ locale: call.locale, draftId: id, isChange, micros }) };
    },
  });

  const wish = defineEntry({
    input: z.object({ wish: z.string().trim() }),
    needs: ['draft'],
    first(call) {
      neededDraftOf(call);
      neededWriting(lyrics);
      return { kind: 'defer' };
    },
    run: (call) =>
      cards.written(neededDraftOf(call), { prompt: call.input.wish, attempt: call.interaction.id }, call.locale),
  });

  /** For anyone who sees the cover: their own draft begins with its words. */
  const ofJob = defineEntry({
    input: noInput,
    needs: ['job', 'settings'],
    fixId: ({ interaction }) => coverIds.relisten(interaction.id),
    first(call) {
      checkBotMayPost(call);
      offeredModel(models, coverOf(call).kind, 'lyrics');
      return { kind: 'defer' };
    },
    async run(call) {
      const job = coverOf(call);
      const isSung = { isInstrumental: false, writesLyrics: false };
      const words = { ...draftOfJob(call, job, offeredModel(models, job.kind, 'lyrics')), ...isSung };
      // Where the song is no longer kept, the way back asks for another one.
      await drafts.save(words);
      const draft = { ...words, ...(await remixes.fromReference(job)) };
      await drafts.save(draft);
      return draft.lyrics === null
        ? cards.heard(draft, call.interaction.id, call.locale)
        : cards.present(draft, call.locale);
    },
  });

  return { buttons: { relisten, editor, write, lyrics: ofJob }, modals: { listen, wish } };
}

/** It may have been offered when the card was shown, and not any more. */
function neededWriting({ writing }: CommandDeps['lyrics']): { priceMicros: number } {
  if (!writing) throw new UserError({ key: 'model.none', params: {} });
  return writing;
}
