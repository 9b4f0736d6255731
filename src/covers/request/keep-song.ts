import type { MediaProbe } from '../../audio/port.ts';
import { faultOfLength, faultOfSize } from '../../domain/check-draft.ts';
import type { Draft } from '../../domain/draft.ts';
import type { Reference } from '../../domain/job.ts';
import type { Model } from '../../domain/models.ts';
import { FetchError, type FetchErrorCode, type MemberText, UserError } from '../../errors.ts';
import type { Files } from '../../store/port.ts';
import type { DownloadLimits } from './download-limits.ts';
import type { Uploads } from './uploads.ts';

/** A download of 50 MB over a slow line, and the longest silence in it. */
const TOTAL_MS = 120_000;
const IDLE_MS = 15_000;

const FETCH_TEXTS = {
  address: 'song.addressRefused',
  tooLarge: 'song.tooLarge',
  slow: 'song.downloadSlow',
  dead: 'song.linkDead',
  failed: 'song.downloadFailed',
} as const satisfies Record<FetchErrorCode, MemberText['key']>;

export type SongLink = Extract<NonNullable<Draft['song']>, { kind: 'link' }>;

export interface KeepSongDeps {
  files: Files;
  mediaProbe: MediaProbe;
  uploads: Pick<Uploads, 'keepFor'>;
  downloads: DownloadLimits;
}

type Limits = Pick<Model['reference'], 'maximumBytes' | 'minimumSeconds' | 'maximumSeconds'>;

/**
 * Downloads the song of a draft once, looks at what it really is, and keeps it for the draft. Throws `UserError` when it cannot
 * be covered, or when its member has too many at once; nothing of it is kept then.
 */
export async function keepSong(
  deps: KeepSongDeps,
  draft: Pick<Draft, 'id' | 'requester'>,
  song: SongLink,
  limits: Limits,
  signal: AbortSignal,
): Promise<Reference> {
  refuse(faultOfSize(song.sizeBytes, limits.maximumBytes));
  const memberId = draft.requester.id;
  const upload = { draftId: draft.id, memberId, url: song.url, sizeBytes: song.sizeBytes };
  return deps.downloads.download(memberId, signal, () =>
    deps.uploads.keepFor(upload, (onKept) => bring(deps, memberId, song, limits, { signal, onKept })),
  );
}

async function bring(
  { files, mediaProbe, downloads }: KeepSongDeps,
  memberId: string,
  song: SongLink,
  { maximumBytes, ...lengths }: Limits,
  { signal, onKept }: { signal: AbortSignal; onKept: (hash: string) => void },
): Promise<Reference> {
  const file = await files
    .put({ kind: 'url', url: song.url, limits: { maximumBytes, totalMs: TOTAL_MS, idleMs: IDLE_MS, signal, onKept } })
    .catch((error: unknown) => {
      throw error instanceof FetchError ? new UserError(textOf(error.code, maximumBytes), { cause: error }) : error;
    });
  refuse(faultOfSize(file.sizeBytes, maximumBytes));
  const probed = await downloads.probe(memberId, signal, () =>
    files.withLocalCopy(file.hash, async (path) => {
      if (path === undefined) throw new UserError({ key: 'files.gone', params: {} });
      return mediaProbe.probe(path, signal);
    }),
  );
  refuse(faultOfLength(probed, lengths));
  return {
    hash: file.hash,
    soundHash: probed.soundHash,
    name: song.name,
    sizeBytes: file.sizeBytes,
    durationMs: probed.durationMs,
    container: probed.container,
    codec: probed.codec,
    link: song.expiresAt === null ? null : { url: song.url, expiresAt: song.expiresAt },
    posterId: song.posterId,
  };
}

function refuse(fault: MemberText | undefined): void {
  if (fault) throw new UserError(fault);
}

function textOf(code: FetchErrorCode, maximumBytes: number): MemberText {
  const key = FETCH_TEXTS[code];
  if (key !== 'song.tooLarge') return { key, params: {} };
  return { key, params: { maximumMegabytes: Math.floor(maximumBytes / 1_000_000) } };
}
