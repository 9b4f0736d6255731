import { ButtonStyle } from 'discord.js';
import { text } from '../../../locales/text.ts';
import { coverIds } from '../../interactions/cover-ids.ts';
import { button, discardButton } from '../components/buttons.ts';
import { cardOf, small, type View } from '../view.ts';

/** Why a song may not be used, as far as somebody who manages the server can decide otherwise. */
export const liftableRefusals = ['song.blocked', 'song.forbidden'] as const;
export type LiftableRefusal = (typeof liftableRefusals)[number];

/** Says why a song may not be used, to a member who may allow it. */
export function blockedCard(draftId: string, refusal: LiftableRefusal, locale: string): View {
  const isAgain = refusal === 'song.blocked';
  return cardOf(
    [text(locale, refusal), small(text(locale, 'blocked.mayAllow', { isAgain }))],
    [
      button(text(locale, 'button.allowSong', { isAgain }), coverIds.allow(draftId), ButtonStyle.Danger),
      discardButton(locale, draftId),
    ],
  );
}
