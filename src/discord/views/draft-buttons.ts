import { type APIButtonComponent, ButtonStyle } from 'discord.js';
import { text } from '../../locales/text.ts';
import { coverIds } from '../interactions/cover-ids.ts';
import { button } from './buttons.ts';

export function makeButton(locale: string, draftId: string, fingerprint: string): APIButtonComponent {
  return button(text(locale, 'button.make'), coverIds.make(draftId, fingerprint), ButtonStyle.Success);
}

export function editDraftButton(locale: string, draftId: string): APIButtonComponent {
  return button(text(locale, 'button.editLyrics'), coverIds.editor(draftId), ButtonStyle.Secondary);
}

export function restyleButton(locale: string, draftId: string): APIButtonComponent {
  return button(text(locale, 'button.restyle'), coverIds.restyle(draftId), ButtonStyle.Secondary);
}

export function discardButton(locale: string, draftId: string): APIButtonComponent {
  return button(text(locale, 'button.cancel'), coverIds.discard(draftId), ButtonStyle.Secondary);
}
