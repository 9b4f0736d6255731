import { type APIButtonComponent, ButtonStyle, ComponentType } from 'discord.js';
import type { Job } from '../../../domain/job.ts';
import { text } from '../../../locales/text.ts';
import { coverIds } from '../../interactions/cover-ids.ts';

type InteractiveStyle = ButtonStyle.Primary | ButtonStyle.Secondary | ButtonStyle.Success | ButtonStyle.Danger;

export function button(label: string, customId: string, style: InteractiveStyle): APIButtonComponent {
  return { type: ComponentType.Button, style, label, custom_id: customId };
}

export function cancelButton(locale: string, jobId: string): APIButtonComponent {
  return button(text(locale, 'button.cancel'), coverIds.cancel(jobId), ButtonStyle.Secondary);
}

/** `customId`: which form is opened again, and for which draft. */
export function fixButton(locale: string, customId: string): APIButtonComponent {
  return button(text(locale, 'button.fix'), customId, ButtonStyle.Primary);
}

export function againButton(locale: string, jobId: string): APIButtonComponent {
  return button(text(locale, 'button.again'), coverIds.again(jobId), ButtonStyle.Primary);
}

export function anywayButton(locale: string, draftId: string): APIButtonComponent {
  return button(text(locale, 'button.anyway'), coverIds.anyway(draftId), ButtonStyle.Primary);
}

export function keptButton(locale: string, { id, kind }: Pick<Job, 'id' | 'kind'>): APIButtonComponent {
  return button(text(locale, 'button.kept', { kind }), coverIds.kept(id), ButtonStyle.Primary);
}

export function postButton(locale: string, jobId: string): APIButtonComponent {
  return button(text(locale, 'button.post'), coverIds.post(jobId), ButtonStyle.Secondary);
}

export function editorButton(locale: string, draftId: string): APIButtonComponent {
  return button(text(locale, 'button.editor'), coverIds.editor(draftId), ButtonStyle.Primary);
}

/** `isChange`: there are words to begin with. */
export function writeButton(
  locale: string,
  draftId: string,
  params: { micros: number | null; isChange: boolean },
): APIButtonComponent {
  return button(text(locale, 'button.write', params), coverIds.write(draftId), ButtonStyle.Secondary);
}

export function makeButton(locale: string, draftId: string, fingerprint: string): APIButtonComponent {
  return button(text(locale, 'button.make'), coverIds.make(draftId, fingerprint), ButtonStyle.Success);
}

export function editDraftButton(locale: string, draftId: string): APIButtonComponent {
  return button(text(locale, 'button.editLyrics'), coverIds.editor(draftId), ButtonStyle.Secondary);
}

export function restyleButton(locale: string, draftId: string): APIButtonComponent {
  return button(text(locale, 'button.restyle'), coverIds.restyle(draftId), ButtonStyle.Secondary);
}

/** What else of a song that is too long could be used. */
export function partButtons(locale: string, draftId: string, part: { maximumSeconds: number }): APIButtonComponent[] {
  return [
    button(text(locale, 'button.firstPart', part), coverIds.firstPart(draftId), ButtonStyle.Secondary),
    button(text(locale, 'button.bestPart'), coverIds.bestPart(draftId), ButtonStyle.Secondary),
    button(text(locale, 'button.fromPart'), coverIds.fromPart(draftId), ButtonStyle.Secondary),
  ];
}

export function discardButton(locale: string, draftId: string): APIButtonComponent {
  return button(text(locale, 'button.cancel'), coverIds.discard(draftId), ButtonStyle.Secondary);
}
