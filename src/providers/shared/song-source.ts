import type { Clock } from '../../clock.ts';
import type { Reference } from '../../domain/job.ts';
import { UserError } from '../../errors.ts';
import type { Files } from '../../store/port.ts';

/** Where Discord's own link lives shorter than this, the kept file is sent: a queue may lie between `prepare` and the use. */
export const LINK_MUST_LIVE_MS = 3_600_000;

/** Discord's link to a song, while it lives long enough. */
export function livingLink({ link }: Reference, clock: Clock, mustLiveMs = LINK_MUST_LIVE_MS): string | undefined {
  return link && link.expiresAt > clock.now() + mustLiveMs ? link.url : undefined;
}

/** Where the song lies; throws the `UserError` `files.gone` when it does not any more. */
export async function keptPath(files: Pick<Files, 'path'>, hash: string): Promise<string> {
  const path = await files.path(hash);
  if (path === undefined) throw new UserError({ key: 'files.gone', params: {} });
  return path;
}
