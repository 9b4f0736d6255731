import { rm } from 'node:fs/promises';
import { extname } from 'node:path';
import type { MediaEncoder, MediaProbe } from '../../audio/port.ts';
import type { Draft } from '../../domain/draft.ts';
import type { Reference } from '../../domain/job.ts';
import type { GivenAudio } from '../../domain/new-job.ts';
import { isCutQuietly, type ShownPart } from '../../domain/song/part-of-song.ts';
import { UserError } from '../../errors.ts';
import type { Files } from '../../store/port.ts';
import type { DownloadLimits } from './download-limits.ts';
import type { Upload } from './draft-songs.ts';
import type { Uploads } from './uploads.ts';

export interface PartSongs {
  /**
   * The songs of a draft as they are sent: of those that are too long, the part that its member has chosen, and the draft with
   * these beside the whole. Throws `UserError`.
   */
  fit(draft: Draft, given: GivenAudio, maximumSeconds: number | null): Promise<Fitted>;
  /** The draft with its best part chosen. Throws `UserError`. */
  chooseBest(draft: Draft, given: GivenAudio, maximumSeconds: number | null): Promise<Draft>;
}

export interface Fitted {
  draft: Draft;
  given: GivenAudio;
  /** Null where all is used, but for half a second. */
  part: ShownPart | null;
}

export interface PartSongsDeps {
  files: Pick<Files, 'has' | 'put' | 'withLocalCopy'>;
  mediaProbe: Pick<MediaProbe, 'cut'>;
  mediaEncoder: Pick<MediaEncoder, 'bestPart'>;
  uploads: Pick<Uploads, 'keepFor'>;
  downloads: Pick<DownloadLimits, 'probe'>;
  /** Aborts when the process stops. */
  signal: AbortSignal;
}

const PLACES = { song: 'reference', voice: 'voice', instrumental: 'instrumental' } as const;

export function createPartSongs(deps: PartSongsDeps): PartSongs {
  const { files, mediaProbe, mediaEncoder, uploads, downloads, signal } = deps;

  const cut = async (draft: Draft, whole: Reference, part: { startSeconds: number; seconds: number }) => {
    const { guildId, requester } = draft;
    const url = whole.uploadUrl ?? whole.link?.url ?? '';
    const sizeBytes = Math.ceil((whole.sizeBytes * part.seconds * 1_000) / whole.durationMs);
    return uploads.keepFor({ draftId: draft.id, memberId: requester.id, url, sizeBytes }, async (onKept) => {
      const made = await downloads.probe(requester.id, signal, () =>
        files.withLocalCopy(whole.hash, async (path) => {
          if (path === undefined) throw new UserError({ key: 'files.gone', params: {} });
          return mediaProbe.cut(path, part, guildId, signal);
        }),
      );
      const kept = await files
        .put({ kind: 'path', path: made.path, onKept })
        .finally(() => rm(made.path, { force: true }));
      const { durationMs, container, codec, soundHash } = made.song;
      const { hash, sizeBytes: keptBytes } = kept;
      const { loudness: _, ...rest } = whole;
      const sound = { hash, soundHash, sizeBytes: keptBytes, durationMs, container, codec };
      return { ...rest, ...sound, name: renamed(whole, container), link: null, cutFrom: cutFromOf(whole, part) };
    });
  };

  /** What was cut before stays where the same is asked for. */
  const partOf = async (draft: Draft, upload: Upload, whole: Reference, maximumSeconds: number): Promise<Reference> => {
    const startSeconds = startOf(draft, whole, maximumSeconds);
    if (startSeconds * 1_000 >= whole.durationMs) {
      throw new UserError({ key: 'part.beyond', params: { seconds: whole.durationMs / 1_000 } });
    }
    const before = draft[upload];
    const known = before?.kind === 'kept' ? before.part : null;
    const wanted = { startSeconds, seconds: maximumSeconds };
    const isSame =
      known?.maximumSeconds === maximumSeconds &&
      known.reference.cutFrom?.hash === cutFromOf(whole, wanted).hash &&
      known.reference.cutFrom.startMs === cutFromOf(whole, wanted).startMs;
    if (known && isSame && (await files.has(known.reference.hash))) return known.reference;
    return cut(draft, whole, wanted);
  };

  return {
    async fit(draft, given, maximumSeconds) {
      const fitted: Fitted = { draft, given, part: null };
      if (maximumSeconds === null) return fitted;
      for (const [upload, place] of entriesOf(PLACES)) {
        const whole = given[place];
        if (!whole || whole.durationMs <= maximumSeconds * 1_000) continue;
        const reference = await partOf(draft, upload, whole, maximumSeconds);
        fitted.given = { ...fitted.given, [place]: reference };
        const kept = { kind: 'kept', reference: whole, part: { reference, maximumSeconds } };
        fitted.draft = { ...fitted.draft, [upload]: kept };
        if (!isCutQuietly(whole, maximumSeconds)) fitted.part ??= shown(draft, whole, reference, maximumSeconds);
      }
      return fitted;
    },

    async chooseBest(draft, given, maximumSeconds) {
      const songs = [given.reference, given.voice, given.instrumental].filter((song) => song !== null);
      const whole = songs.find(({ durationMs }) => maximumSeconds !== null && durationMs > maximumSeconds * 1_000);
      if (!whole || maximumSeconds === null) return draft;
      const startSeconds = await downloads.probe(draft.requester.id, signal, () =>
        files.withLocalCopy(whole.hash, async (path) => {
          if (path === undefined) throw new UserError({ key: 'files.gone', params: {} });
          return mediaEncoder.bestPart(path, maximumSeconds, signal);
        }),
      );
      if (startSeconds === undefined) throw new UserError({ key: 'part.noBest', params: {} });
      return { ...draft, partChoice: { kind: 'best', startSeconds } };
    },
  };
}

function startOf({ partChoice }: Draft, whole: Reference, maximumSeconds: number): number {
  return isCutQuietly(whole, maximumSeconds) ? 0 : (partChoice?.startSeconds ?? 0);
}

/** A part of a part is one of the same whole. */
function cutFromOf(whole: Reference, { startSeconds }: { startSeconds: number }): NonNullable<Reference['cutFrom']> {
  const { hash, soundHash, durationMs, startMs } = whole.cutFrom ?? { ...whole, startMs: 0 };
  return { hash, soundHash, durationMs, startMs: startMs + Math.round(startSeconds * 1_000) };
}

function shown({ partChoice }: Draft, whole: Reference, part: Reference, maximumSeconds: number): ShownPart {
  return {
    chosen: partChoice?.kind ?? 'first',
    startSeconds: partChoice?.startSeconds ?? 0,
    seconds: part.durationMs / 1_000,
    wholeSeconds: whole.durationMs / 1_000,
    maximumSeconds,
  };
}

/** What was taken out of a film is not called one any more. */
function renamed({ name, container: before }: Reference, container: string): string {
  if (before === container) return name;
  return `${name.slice(0, name.length - extname(name).length)}.${container.toLowerCase()}`;
}

function entriesOf<Key extends string, Value>(record: Readonly<Record<Key, Value>>): [Key, Value][] {
  return Object.entries(record) as [Key, Value][];
}
