import type { Prober } from '../audio/port.ts';
import { faultOfLength, faultOfSize } from '../domain/check-draft.ts';
import type { Draft } from '../domain/draft.ts';
import type { Reference } from '../domain/job.ts';
import type { Model } from '../domain/models.ts';
import { FetchError, type FetchErrorCode, type MemberText, UserError } from '../errors.ts';
import type { Files } from '../store/port.ts';

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
  prober: Prober;
}

/** Downloads a member's song once, looks at what it really is, and keeps it. Throws `UserError` when it cannot be covered. */
export async function keepSong(
  { files, prober }: KeepSongDeps,
  song: SongLink,
  { maximumBytes, ...lengths }: Pick<Model['reference'], 'maximumBytes' | 'minimumSeconds' | 'maximumSeconds'>,
  signal: AbortSignal,
): Promise<Reference> {
  refuse(faultOfSize(song.sizeBytes, maximumBytes));
  const file = await files
    .keep(song.url, { maximumBytes, totalMs: TOTAL_MS, idleMs: IDLE_MS, signal })
    .catch((error: unknown) => {
      throw error instanceof FetchError ? new UserError(textOf(error.code, maximumBytes), { cause: error }) : error;
    });
  refuse(faultOfSize(file.sizeBytes, maximumBytes));
  const probed = await prober.probe(file.path, signal);
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
