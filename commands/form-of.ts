import type { APIModalInteractionResponseCallbackData } from 'discord.js';
import { coverIds, formIds } from '../src/discord/cover-ids.ts';
import { type AskedLyrics, type AskedUpload, draftForm } from '../src/discord/views/draft-form.ts';
import type { Draft } from '../src/domain/draft.ts';
import type { Model } from '../src/domain/models.ts';

export interface Asks {
  /** `missing`: only where there is none yet. `all`: those that are there may be exchanged. */
  uploads: 'none' | 'missing' | 'all';
  /** `later`: they are shown first, and edited then. */
  lyrics: 'field' | 'editor' | 'later';
}

const UPLOADS = { none: [], song: ['song'], parts: ['song', 'voice', 'instrumental'] } as const;

/** The form in which a draft is filled in, within what a model takes. */
export function formOf(
  draft: Draft,
  model: Model,
  locale: string,
  asks: Asks,
): APIModalInteractionResponseCallbackData {
  const isLater = asks.lyrics === 'later';
  return draftForm({
    locale,
    customId: isLater ? coverIds.listen(draft.id) : formIds(draft.kind).submit(draft.id),
    model,
    purpose: isLater ? 'lyrics' : 'make',
    uploads: askedUploads(draft, model, asks),
    style: draft.style,
    lyrics: isLater ? null : askedLyrics(draft, model, asks.lyrics === 'editor'),
  });
}

/** Whether a draft can be asked for as it is. */
export function isComplete(draft: Draft, model: Model): boolean {
  const hasStyle = draft.style !== null || model.style.need !== 'required';
  const hasLyrics = draft.lyrics !== null || !needsLyrics(draft, model);
  return hasStyle && hasLyrics && (model.uploads === 'none' || hasUpload(draft));
}

export function hasUpload({ song, voice, instrumental }: Draft): boolean {
  return (song ?? voice ?? instrumental) !== null;
}

function askedUploads(draft: Draft, { uploads }: Model, asks: Asks): AskedUpload[] {
  if (asks.uploads === 'none' || (asks.uploads === 'missing' && hasUpload(draft))) return [];
  return UPLOADS[uploads].map((field) => ({ field, name: nameOf(draft[field]) }));
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
