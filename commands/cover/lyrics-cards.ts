import type { InteractionContext } from '../../src/discord/interactions/interaction-context.ts';
import { type LyricsCardOptions, lyricsCard } from '../../src/discord/views/cards/lyrics-card.ts';
import type { View } from '../../src/discord/views/view.ts';
import { isInstrumentalSkeleton, spellTags } from '../../src/domain/draft/lyrics.ts';
import type { Draft } from '../../src/domain/draft.ts';
import { refusesAudio } from '../../src/domain/song/refused-audio.ts';
import type { CommandDeps } from '../services.ts';
import { askingMember, showsPrices } from '../shared/access.ts';
import { serverModel } from '../shared/default-model.ts';

/** The card that shows a draft's words, after each way in which they can come about. All throw `UserError`, and need the settings. */
export interface LyricsCards {
  /** With the words that are in the draft. */
  present(draft: Draft, call: InteractionContext): View;
  /** With the words heard in its song; the call's id is the one under which this counts. */
  heard(draft: Draft, call: InteractionContext): Promise<View>;
  /** With words that are written for it; the call's id is the one under which this is paid. */
  written(draft: Draft, prompt: string, call: InteractionContext): Promise<View>;
}

export function createLyricsCards({
  drafts,
  lyrics,
  models,
}: Pick<CommandDeps, 'drafts' | 'lyrics' | 'models'>): LyricsCards {
  const { writing } = lyrics;
  const cardFor = (
    draft: Draft,
    call: InteractionContext,
    source: LyricsCardOptions['source'],
    sections?: LyricsCardOptions['sections'],
  ) =>
    lyricsCard({
      locale: call.locale,
      draft,
      source,
      ...(sections && { sections }),
      model: serverModel(call, models, draft.kind),
      writing,
      showsPrices: showsPrices(call),
    });

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
    present: (draft, call) => cardFor(draft, call, 'present'),

    async heard(before, call) {
      const hearing = lyrics.hear(before, call.interaction.id, askingMember(call));
      const heard = await hearing.catch((error: unknown) => noteRefusal(before, error));
      const draft = await withLyrics(before, heard.lyrics);
      return cardFor(draft, call, heard.isHeard ? 'heard' : 'notHeard', heard.sections);
    },

    async written(before, prompt, call) {
      const wish = { prompt, attempt: call.interaction.id };
      const { title, lyrics: words } = await lyrics.write(withoutSkeleton(before), wish, askingMember(call));
      const draft = await withLyrics(before, words);
      return cardFor(draft, call, { title });
    },
  };
}

/** Tags without a word between them are no lyrics that could be changed. */
function withoutSkeleton(draft: Draft): Draft {
  return draft.lyrics !== null && isInstrumentalSkeleton(draft.lyrics) ? { ...draft, lyrics: null } : draft;
}
