import type { Clock } from '../../clock.ts';
import type { Reference } from '../../domain/job.ts';
import { FilesAwayError, ProviderError, UserError } from '../../errors.ts';
import type { Files, OpenFile } from '../../store/port.ts';

/** Where Discord's own link lives shorter than this, the kept file is sent: a queue may lie between `prepare` and the use. */
export const LINK_MUST_LIVE_MS = 3_600_000;

/** Discord's link to a song, while it lives long enough. */
export function livingLink({ link }: Reference, clock: Clock, mustLiveMs = LINK_MUST_LIVE_MS): string | undefined {
  return link && link.expiresAt > clock.now() + mustLiveMs ? link.url : undefined;
}

/** The song in our files; throws the `UserError` `files.gone` when it is not there any more. */
export async function openSong(files: Pick<Files, 'open'>, hash: string): Promise<OpenFile> {
  const file = await files.open(hash);
  if (!file) throw new UserError({ key: 'files.gone', params: {} });
  return file;
}

/** What there is to say where a song cannot be had that was there when its request was prepared: nothing of that was sent. */
export function unsentSong(provider: string, cause?: unknown): ProviderError {
  const isAway = cause instanceof FilesAwayError;
  const message = isAway ? 'the song cannot be had at present' : 'the song is gone since it was prepared';
  return new ProviderError(message, { provider, code: isAway ? 'unavailable' : 'badAudio', accepted: 'no', cause });
}
