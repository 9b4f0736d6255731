import type { Draft } from '../../domain/draft.ts';
import { formatCustomId } from './custom-id.ts';

const of = (command: string, action: string) => (id: string) => formatCustomId({ command, action, id });

/** Custom ids that the `/cover` command answers; those of jobs and of lyrics also where a new song is made. */
export const coverIds = {
  /** In the message that says how a channel is used: opens the form; by channel. */
  begin: of('cover', 'begin'),
  /** The form; by draft, as all down to `wish`. */
  submit: of('cover', 'submit'),
  /** The form of a draft that nothing was filled into so far: it is saved when this is sent. */
  create: of('cover', 'create'),
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
  /** On the review card: asks for what that card shows. */
  make: (id: string, fingerprint: string) => formatCustomId({ command: 'cover', action: 'make', id, fingerprint }),
  /** On the review card: opens the form for another style. */
  restyle: of('cover', 'restyle'),
  /** On the review card: the menu that says who hears the cover first. */
  audience: of('cover', 'audience'),
  /** The forms of `editor` and `restyle`. */
  edited: of('cover', 'edited'),
  /** On the review card of a song that is too long: another part of it. */
  firstPart: of('cover', 'firstPart'),
  bestPart: of('cover', 'bestPart'),
  /** Opens the form that asks where it begins, and that form. */
  fromPart: of('cover', 'fromPart'),
  part: of('cover', 'part'),
  /** On the review card: lets go of the draft. */
  discard: of('cover', 'discard'),
  /** Beside what was asked for a moment ago: makes the draft all the same. */
  anyway: of('cover', 'anyway'),
  /** On the card of a song that was taken down: lets covers be made of it again. */
  allow: of('cover', 'allow'),
  /** By job, as all below. */
  cancel: of('cover', 'cancel'),
  again: of('cover', 'again'),
  /** Opens the form for another style of the same reference. */
  remix: of('cover', 'remix'),
  /** Opens the form for a cover of the cover. */
  remixCover: of('cover', 'remixCover'),
  /** Those forms. */
  remixed: of('cover', 'remixed'),
  remixedCover: of('cover', 'remixedCover'),
  /** A draft of the same again. */
  anotherTake: of('cover', 'anotherTake'),
  /** Plays what a cover was made from, to who presses it. */
  original: of('cover', 'original'),
  vote: of('cover', 'vote'),
  /** The menu under a cover: details, words, original, report, removal. */
  more: of('cover', 'more'),
  /** The form in which a cover is reported. */
  report: of('cover', 'report'),
  /** Removes a cover, or it and all that was made from it. */
  remove: of('cover', 'remove'),
  takeDown: of('cover', 'takeDown'),
  /** The takes of a cover that was not posted, for its requester only. */
  kept: of('cover', 'kept'),
  /** Has such a cover posted where the button is pressed. */
  post: of('cover', 'post'),
  /** Begins a new draft with the words of what was posted. */
  lyrics: of('cover', 'lyrics'),
};

/** Custom ids that the `/song` command answers. */
export const songIds = {
  submit: of('song', 'submit'),
  create: of('song', 'create'),
  fix: of('song', 'fix'),
};

/** Custom ids that the `/covers` command answers. */
export const coversIds = {
  /** One's own covers, in a message of their own; by server. */
  mine: of('covers', 'mine'),
  /** A page of them: those older, or newer, than a job. */
  older: of('covers', 'older'),
  newer: of('covers', 'newer'),
  /** The menu that hands out one of them; the id is that of the page's first job. */
  play: of('covers', 'play'),
  /** The menu that hands out one more take of a job. */
  take: of('covers', 'take'),
  /** The menu that cancels one of several; the id is that of the first one in it. */
  cancel: of('covers', 'cancel'),
  /** Goes on packing those older than a job; the fingerprint says since when. */
  export: (id: string, since = '0') => formatCustomId({ command: 'covers', action: 'export', id, fingerprint: since }),
};

/** Custom ids that the `/privacy` command answers; the id is the member's. */
export const privacyIds = {
  delete: of('privacy', 'delete'),
  /** Leaves everything as it is. */
  keep: of('privacy', 'keep'),
};

/** Where the form of a draft goes. */
export function formIds(kind: Draft['kind']): Pick<typeof coverIds, 'submit' | 'create' | 'fix'> {
  return kind === 'song' ? songIds : coverIds;
}
