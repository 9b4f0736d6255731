import type { Draft } from '../domain/draft.ts';
import { formatCustomId } from './custom-id.ts';

const of = (command: string, action: string) => (id: string) => formatCustomId({ command, action, id });

/** Custom ids that the `/cover` command answers; those of jobs and of lyrics also where a new song is made. */
export const coverIds = {
  /** The form; by draft, as all down to `wish`. */
  submit: of('cover', 'submit'),
  /** Opens the form again, filled in. */
  fix: of('cover', 'fix'),
  /** The form that asks for a song whose words are to be shown first. */
  listen: of('cover', 'listen'),
  /** Opens that form again, filled in. */
  relisten: of('cover', 'relisten'),
  /** Opens the form with room for all lyrics. */
  editor: of('cover', 'editor'),
  /** Opens the form that asks what lyrics are to be about. */
  write: of('cover', 'write'),
  /** That form. */
  wish: of('cover', 'wish'),
  /** By job, as all below. */
  cancel: of('cover', 'cancel'),
  again: of('cover', 'again'),
  details: of('cover', 'details'),
  /** The takes of a cover that was not posted, for its requester only. */
  kept: of('cover', 'kept'),
  /** Begins a new draft with the words of what was posted. */
  lyrics: of('cover', 'lyrics'),
};

/** Custom ids that the `/song` command answers. */
export const songIds = {
  submit: of('song', 'submit'),
  fix: of('song', 'fix'),
};

/** Where the form of a draft goes. */
export function formIds(kind: Draft['kind']): Pick<typeof coverIds, 'submit' | 'fix'> {
  return kind === 'song' ? songIds : coverIds;
}
