import { rm } from 'node:fs/promises';
import { extname } from 'node:path';
import type { MediaProbe } from '../../audio/port.ts';
import { faultOfLength, faultOfSize, TOLERATED_SECONDS } from '../../domain/draft/check-draft.ts';
import type { Draft } from '../../domain/draft.ts';
import type { Reference } from '../../domain/job.ts';
import type { Model } from '../../domain/models.ts';
import { isHostAllowed } from '../../domain/song/given-link.ts';
import { LONGEST_KNOWN_SECONDS } from '../../domain/song/song-formats.ts';
import { FetchError, type FetchErrorCode, type MemberText, UserError } from '../../errors.ts';
import type { Files } from '../../store/port.ts';
import type { DownloadLimits } from './download-limits.ts';
import type { Uploads } from './uploads.ts';

/** A download of 50 MB over a slow line, and the longest silence in it. */
const TOTAL_MS = 120_000;
const IDLE_MS = 15_000;

const FETCH_TEXTS = {
  address: 'song.addressRefused',
  host: 'link.refused',
  tooLarge: 'song.tooLarge',
  slow: 'song.downloadSlow',
  dead: 'song.linkDead',
  failed: 'song.downloadFailed',
} as const satisfies Record<FetchErrorCode, MemberText['key']>;

/** Of a file that is not Discord's. */
const WEB_TEXTS = {
  ...FETCH_TEXTS,
  address: 'link.refused',
  dead: 'link.dead',
  failed: 'link.failed',
} as const satisfies Record<FetchErrorCode, MemberText['key']>;

export type SongLink = Extract<NonNullable<Draft['song']>, { kind: 'link' }>;

export interface KeepSongDeps {
  files: Files;
  mediaProbe: MediaProbe;
  uploads: Pick<Uploads, 'keepFor'>;
  downloads: DownloadLimits;
  /** From which songs of the web may be fetched. */
  linkHosts: readonly string[];
}

type Limits = Pick<Model['reference'], 'maximumBytes' | 'minimumSeconds' | 'maximumSeconds'>;

/**
 * Downloads the song of a draft once, looks at what it really is, and keeps it for the draft. Throws `UserError` when it cannot
 * be covered, or when its member has too many at once; nothing of it is kept then.
 */
export async function keepSong(
  deps: KeepSongDeps,
  draft: Pick<Draft, 'id' | 'guildId' | 'requester'>,
  song: SongLink,
  limits: Limits,
  signal: AbortSignal,
): Promise<Reference> {
  if (song.sizeBytes !== null) refuse(faultOfSize(song.sizeBytes, limits.maximumBytes));
  const memberId = draft.requester.id;
  const upload = { draftId: draft.id, memberId, url: song.url, sizeBytes: song.sizeBytes ?? limits.maximumBytes };
  return deps.downloads.download(memberId, signal, () =>
    deps.uploads.keepFor(upload, (onKept) => bring(deps, draft, song, limits, { signal, onKept })),
  );
}

async function bring(
  { files, mediaProbe, downloads, linkHosts }: KeepSongDeps,
  { guildId, requester }: Pick<Draft, 'guildId' | 'requester'>,
  song: SongLink,
  { maximumBytes, minimumSeconds, maximumSeconds }: Limits,
  { signal, onKept }: { signal: AbortSignal; onKept: (hash: string) => void },
): Promise<Reference> {
  const limits = { maximumBytes, totalMs: TOTAL_MS, idleMs: IDLE_MS, signal, onKept };
  // Looked at when it is fetched: the operator may have changed the list since the link was given.
  const allows = ({ protocol, hostname }: URL) => protocol === 'https:' && isHostAllowed(hostname, linkHosts);
  const file = await files
    .put({ kind: 'url', url: song.url, limits: { ...limits, ...(song.isWeb && { allows }) } })
    .catch((error: unknown) => {
      throw error instanceof FetchError
        ? new UserError(textOf(error.code, song, maximumBytes), { cause: error })
        : error;
    });
  refuse(faultOfSize(file.sizeBytes, maximumBytes));
  const {
    song: probed,
    replacement,
    isSilent,
  } = await downloads.probe(requester.id, signal, () =>
    files.withLocalCopy(file.hash, async (path) => {
      if (path === undefined) throw new UserError({ key: 'files.gone', params: {} });
      return mediaProbe.takeOut(path, guildId, signal, maximumSeconds + TOLERATED_SECONDS);
    }),
  );
  if (isSilent) {
    if (replacement !== null) await rm(replacement, { force: true });
    throw new UserError({ key: 'song.silent', params: {} });
  }
  // What was taken out of it is what everything is made from; the upload itself is not kept.
  const kept = replacement === null ? file : await takeOver(files, replacement, onKept);
  // A longer one is cut, once it is known what for.
  const lengths = { minimumSeconds, maximumSeconds: LONGEST_KNOWN_SECONDS };
  refuse(faultOfSize(kept.sizeBytes, maximumBytes) ?? faultOfLength(probed, lengths));
  const { durationMs, container, codec } = probed;
  const { url, expiresAt } = song;
  return {
    hash: kept.hash,
    soundHash: probed.soundHash,
    name: replacement === null ? song.name : renamed(song.name, container),
    sizeBytes: kept.sizeBytes,
    durationMs,
    container,
    codec,
    link: expiresAt === null || replacement !== null ? null : { url, expiresAt },
    uploadUrl: url,
    posterId: song.posterId,
  };
}

async function takeOver(files: Files, path: string, onKept: (hash: string) => void) {
  try {
    return await files.put({ kind: 'path', path, onKept });
  } finally {
    await rm(path, { force: true });
  }
}

/** `clip.mp4` becomes `clip.m4a` once only its sound is there. */
function renamed(name: string, container: string): string {
  return `${name.slice(0, name.length - extname(name).length)}.${container.toLowerCase()}`;
}

function refuse(fault: MemberText | undefined): void {
  if (fault) throw new UserError(fault);
}

function textOf(code: FetchErrorCode, { isWeb }: Pick<SongLink, 'isWeb'>, maximumBytes: number): MemberText {
  const key = (isWeb ? WEB_TEXTS : FETCH_TEXTS)[code];
  if (key !== 'song.tooLarge') return { key, params: {} };
  return { key, params: { maximumMegabytes: Math.floor(maximumBytes / 1_000_000) } };
}
