import { lyricsCard } from '../../src/discord/views/cards/lyrics-card.ts';
import type { View } from '../../src/discord/views/view.ts';
import type { Draft } from '../../src/domain/draft.ts';
import { isInstrumentalSkeleton, spellTags } from '../../src/domain/lyrics.ts';
import { refusesAudio } from '../../src/domain/refused-audio.ts';
import type { CommandDeps } from '../services.ts';
import { offeredModel } from '../shared/default-model.ts';

/** The card that shows a draft's words, after each way in which they can come about. All throw `UserError`. */
export interface LyricsCards {
  /** With the words that are in the draft. */
  present(draft: Draft, locale: string): View;
  /** With the words heard in its song; `attempt` is the id under which this counts. */
  heard(draft: Draft, attempt: string, locale: string): Promise<View>;
  /** With words that are written for it; `attempt` is the id under which this is paid. */
  written(draft: Draft, wish: { prompt: string; attempt: string }, locale: string): Promise<View>;
}

export function createLyricsCards({
  drafts,
  lyrics,
  models,
}: Pick<CommandDeps, 'drafts' | 'lyrics' | 'models'>): LyricsCards {
  const { writing } = lyrics;
  const modelFor = (draft: Draft) => offeredModel(models, draft.kind);

  const withLyrics = async (draft: Draft, words: string): Promise<Draft> => {
    const spelled = spellTags(words.trim(), 'full') || null;
    // By now the song may be kept that was only a link before.
    const saved = await drafts.change(draft.id, (present) => ({ ...present, lyrics: spelled }));
    return saved ?? { ...draft, lyrics: spelled };
  };

  /** What was refused for its audio is not offered to be kept when its form is opened again. */
  const noteRefusal = async ({ id }: Draft, error: unknown): Promise<never> => {
    if (refusesAudio(error)) await drafts.change(id, (saved) => ({ ...saved, isAudioRefused: true }));
    throw error;
  };

  return {
    present: (draft, locale) => lyricsCard({ locale, draft, source: 'present', model: modelFor(draft), writing }),

    async heard(before, attempt, locale) {
      const heard = await lyrics.hear(before, attempt).catch((error: unknown) => noteRefusal(before, error));
      const draft = await withLyrics(before, heard.lyrics);
      const source = heard.isHeard ? 'heard' : 'notHeard';
      return lyricsCard({ locale, draft, source, sections: heard.sections, model: modelFor(draft), writing });
    },

    async written(before, { prompt, attempt }, locale) {
      const { title, lyrics: words } = await lyrics.write(withoutSkeleton(before), prompt, attempt);
      const draft = await withLyrics(before, words);
      return lyricsCard({ locale, draft, source: { title }, model: modelFor(draft), writing });
    },
  };
}

/** Tags without a word between them are no lyrics that could be changed. */
function withoutSkeleton(draft: Draft): Draft {
  return draft.lyrics !== null && isInstrumentalSkeleton(draft.lyrics) ? { ...draft, lyrics: null } : draft;
}
