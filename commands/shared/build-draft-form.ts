import type { APIModalInteractionResponseCallbackData } from 'discord.js';
import type { InteractionContext } from '../../src/discord/interactions/interaction-context.ts';
import {
  type AskedChoice,
  type AskedLyrics,
  type AskedUpload,
  type DraftFormOptions,
  draftForm,
} from '../../src/discord/views/forms/draft-form.ts';
import { needsStyle } from '../../src/domain/draft/check-draft.ts';
import type { Draft } from '../../src/domain/draft.ts';
import type { Model } from '../../src/domain/models.ts';
import { noKnownPrice, pricedOrderOfDraft } from '../../src/domain/money/prices.ts';
import { showsPrices } from './access.ts';

export interface Asks {
  customId: string;
  purpose: DraftFormOptions['purpose'];
  /** `missing`: only where there is none yet. `all`: those that are there may be exchanged. */
  uploads: 'none' | 'missing' | 'all';
  which?: AskedChoice | null;
  styleExample?: string | null;
  /** The server wants to be told that the song may be used. */
  wantsTick?: boolean;
}

const UPLOADS = { none: [], song: ['song'], parts: ['song', 'voice', 'instrumental'] } as const;

/** The form in which a draft is filled in, within what a model takes; with prices for who is told them. Needs the settings. */
export function buildDraftForm(
  draft: Draft,
  model: Model,
  call: Pick<InteractionContext, 'locale' | 'guildId' | 'member' | 'settings'>,
  { customId, purpose, uploads, which = null, styleExample = null, wantsTick = false }: Asks,
): APIModalInteractionResponseCallbackData {
  const hasLyrics = purpose !== 'lyrics' && purpose !== 'restyle';
  const hasTick = wantsTick && draft.kind === 'cover' && hasLyrics && purpose !== 'edit';
  return draftForm({
    locale: call.locale,
    customId,
    model: showsPrices(call) ? model : { ...model, priceOf: noKnownPrice },
    order: pricedOrderOfDraft(draft),
    purpose,
    which,
    uploads: askedUploads(draft, model, uploads),
    style: draft.style,
    styleExample,
    lyrics: hasLyrics ? askedLyrics(draft, model, purpose === 'edit') : null,
    takes: hasLyrics ? draft.takes : null,
    mayUse: hasTick ? draft.mayUse : null,
    // What leads to the review card is asked there.
    isPrivateFirst: purpose === 'make' ? (draft.isPrivateFirst ?? call.settings?.privateFirst ?? null) : null,
  });
}

/** Whether a draft can be asked for as it is. */
export function isComplete(draft: Draft, model: Model): boolean {
  const hasStyle = draft.style !== null || !needsStyle(draft, model);
  const hasLyrics = draft.lyrics !== null || !needsLyrics(draft, model);
  return hasStyle && hasLyrics && (model.uploads === 'none' || hasUpload(draft));
}

/** Whether a member has filled in anything that would be lost. */
export function hasContent(draft: Draft): boolean {
  const { style, lyrics, takes, seed, songs, isInstrumental, writesLyrics } = draft;
  const hasWords = style !== null || lyrics !== null || isInstrumental || writesLyrics;
  return hasUpload(draft) || songs.length > 0 || hasWords || takes !== 1 || seed !== null;
}

export function hasUpload({ song, voice, instrumental }: Draft): boolean {
  return (song ?? voice ?? instrumental) !== null;
}

function askedUploads(draft: Draft, { uploads }: Model, asked: Asks['uploads']): AskedUpload[] {
  if (asked === 'none' || (asked === 'missing' && hasUpload(draft))) return [];
  // What was refused is not offered to be kept.
  return UPLOADS[uploads].map((field) => ({ field, name: draft.isAudioRefused ? null : nameOf(draft[field]) }));
}

function askedLyrics(draft: Draft, model: Model, isEditor: boolean): AskedLyrics | null {
  if (draft.isInstrumental || draft.writesLyrics) return null;
  return { value: draft.lyrics, isRequired: needsLyrics(draft, model), isEditor };
}

function needsLyrics({ kind, isInstrumental, writesLyrics }: Draft, { lyrics }: Model): boolean {
  return kind === 'song' ? !isInstrumental && !writesLyrics : lyrics.need === 'required';
}

function nameOf(upload: Draft['song']): string | null {
  if (!upload) return null;
  return upload.kind === 'link' ? upload.name : upload.reference.name;
}
