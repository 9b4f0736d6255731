import type { APIModalInteractionResponseCallbackData } from 'discord.js';
import { text } from '../../../locales/text.ts';
import { coverIds } from '../../interactions/cover-ids.ts';
import { FORM_TITLE_MAXIMUM, labelled, paragraph } from '../components/form-parts.ts';
import { cutText } from '../parts/user-text.ts';

/** What the one service that writes lyrics takes. */
const WISH_MAXIMUM = 2000;

/** Name of the form's field in what Discord sends back. */
export const wishField = 'wish';

export interface WishFormOptions {
  locale: string;
  draftId: string;
  /** Whether there are words to begin with. */
  isChange: boolean;
  /** Null for who is not told prices. */
  micros: number | null;
}

/** The form that asks what lyrics are to be about, or how they are to change. */
export function lyricsPromptForm({
  locale,
  draftId,
  isChange,
  micros,
}: WishFormOptions): APIModalInteractionResponseCallbackData {
  const key = isChange ? 'wish.change' : 'wish.new';
  const input = paragraph({
    customId: wishField,
    isRequired: true,
    minimum: 1,
    maximum: WISH_MAXIMUM,
    value: '',
    placeholder: text(locale, `${key}.example`),
  });
  return {
    custom_id: coverIds.wish(draftId),
    title: cutText(text(locale, 'wish.title', { micros, isChange }), FORM_TITLE_MAXIMUM),
    components: [labelled(text(locale, key), text(locale, `${key}.hint`), input)],
  };
}
