import type { Clock } from '../../clock.ts';
import type { Reference } from '../../domain/job.ts';
import { UserError } from '../../errors.ts';
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
