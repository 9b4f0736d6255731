import { ButtonStyle } from 'discord.js';
import { text } from '../../locales/text.ts';
import { coverIds } from '../cover-ids.ts';
import { button } from './buttons.ts';
import { discardButton } from './draft-buttons.ts';
import { type View, viewOf } from './view.ts';

/** Says that a song was taken down, to a member who may take that back. */
export function blockedCard(draftId: string, locale: string): View {
  return viewOf(
    [text(locale, 'song.blocked'), text(locale, 'blocked.mayAllow')],
    [
      button(text(locale, 'button.allowSong'), coverIds.allow(draftId), ButtonStyle.Danger),
      discardButton(locale, draftId),
    ],
  );
}
