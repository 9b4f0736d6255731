import type { ReferenceLimits } from '../../domain/draft/pick-models.ts';
import type { Draft } from '../../domain/draft.ts';
import type { Reference } from '../../domain/job.ts';
import type { GivenAudio } from '../../domain/new-job.ts';
import { UserError } from '../../errors.ts';
import type { Drafts } from '../../store/port.ts';
import { type KeepSongDeps, keepSong, type SongLink } from './keep-song.ts';

/** The songs of drafts in our files: each link is downloaded once, whoever asks for it. All throw `UserError`. */
export interface DraftSongs {
  /** All uploads of a draft, fetched if need be. */
  keepAll(draft: Draft): Promise<GivenAudio>;
  /**
   * One upload of a draft, fetched if need be and remembered on the draft as it is saved by then, which may be changed meanwhile;
   * null where there is none.
   */
  keepOnDraft(draft: Draft, upload: Upload): Promise<Reference | null>;
  /** The draft with what earlier steps have kept of the same links. */
  withKept(draft: Draft): Promise<Draft>;
  /** Ends the downloads that still run. */
  close(): Promise<void>;
}

export const UPLOADS = ['song', 'voice', 'instrumental'] as const;
export type Upload = (typeof UPLOADS)[number];

export interface DraftSongsDeps extends KeepSongDeps {
  drafts: Pick<Drafts, 'get' | 'change'>;
  /** The widest of all models. */
  limits: ReferenceLimits;
}

export function createDraftSongs(deps: DraftSongsDeps): DraftSongs {
  const { drafts, files, limits } = deps;
  const shutdown = new AbortController();
  /** What runs now, by draft and address: a submit joins the download that its modal began. */
  const downloads = new Map<string, Promise<Reference>>();

  const download = (draft: Draft, song: SongLink): Promise<Reference> => {
    const key = `${draft.id} ${song.url}`;
    const running = downloads.get(key);
    if (running) return running;

    const posted = { ...song, posterId: song.posterId ?? draft.requester.id };
    const reference = keepSong(deps, draft, posted, limits, shutdown.signal).finally(() => downloads.delete(key));
    downloads.set(key, reference);
    return reference;
  };

  const keep = async (draft: Draft, upload: Upload): Promise<Reference | null> => {
    const song = draft[upload];
    if (!song) return null;
    if (song.kind === 'link') return download(draft, song);
    if (!(await files.has(song.reference.hash))) throw new UserError({ key: 'files.gone', params: {} });
    return song.reference;
  };

  return {
    async keepAll(draft) {
      const [reference = null, voice = null, instrumental = null] = await Promise.all(
        UPLOADS.map((upload) => keep(draft, upload)),
      );
      return { reference, voice, instrumental };
    },
    async keepOnDraft(draft, upload) {
      const reference = await keep(draft, upload);
      const song = draft[upload];
      if (!reference || song?.kind !== 'link') return reference;
      // Another one may have been chosen meanwhile.
      const isWanted = (saved: Draft) => saved[upload]?.kind === 'link' && saved[upload].url === song.url;
      await drafts.change(draft.id, (saved) =>
        isWanted(saved) ? { ...saved, [upload]: { kind: 'kept', reference } } : saved,
      );
      return reference;
    },
    withKept: async (draft) => withKeptOf(draft, await drafts.get(draft.id)),
    async close() {
      shutdown.abort(new UserError({ key: 'busy.shuttingDown', params: {} }));
      await Promise.allSettled(downloads.values());
    },
  };
}

/** A draft that has these songs in place of their links; of those that it had, the parts stay. */
export function withGiven(draft: Draft, given: GivenAudio): Draft {
  const kept = (reference: Reference | null, before: Draft['song']): Draft['song'] => {
    if (!reference) return null;
    const part = before?.kind === 'kept' && before.reference.hash === reference.hash ? before.part : null;
    return { kind: 'kept', reference, ...(part && { part }) };
  };
  return {
    ...draft,
    song: kept(given.reference, draft.song),
    voice: kept(given.voice, draft.voice),
    instrumental: kept(given.instrumental, draft.instrumental),
  };
}

/** The draft with what is kept of the same links in another version of it. */
export function withKeptOf(draft: Draft, stored: Draft | undefined): Draft {
  const uploads = UPLOADS.map((upload) => [upload, keptBefore(draft[upload], stored?.[upload])]);
  return { ...draft, ...Object.fromEntries(uploads) };
}

function keptBefore(given: Draft[Upload], stored: Draft[Upload] | undefined): Draft[Upload] {
  if (given?.kind !== 'link' || stored?.kind !== 'kept') return given;
  const { uploadUrl, link } = stored.reference;
  return (uploadUrl ?? link?.url) === given.url ? stored : given;
}
