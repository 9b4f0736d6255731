import type { MediaProbe } from '../../audio/port.ts';
import type { Clock } from '../../clock.ts';
import type { Take } from '../../domain/job.ts';
import type { KeptFile } from '../../domain/kept-file.ts';
import { UserError } from '../../errors.ts';
import type { Logger } from '../../logger.ts';
import type { Files } from '../../store/port.ts';

const LOOKS = 4;
const PAUSE_MS = 5_000;

export interface SoundOfTakeDeps {
  files: Pick<Files, 'path'>;
  mediaProbe: Pick<MediaProbe, 'probeTake'>;
  clock: Clock;
  log: Logger;
}

/**
 * What a take in our files sounds like. Null where it is there and could not be looked at: it is paid for, and perhaps the only
 * copy. Throws `UserError` where its bytes are no audio.
 */
export async function soundOfTake(
  { files, mediaProbe, clock, log }: SoundOfTakeDeps,
  { hash, path }: KeptFile,
  signal: AbortSignal,
): Promise<Take['sound']> {
  for (let look = 1; ; look += 1) {
    try {
      const { durationMs, container, codec, soundHash } = await mediaProbe.probeTake(path, signal);
      return { durationMs, container, codec, hash: soundHash };
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof UserError || (await files.path(hash)) === undefined) throw error;
      log.warn({ err: error, hash, look }, 'a take could not be looked at');
    }
    if (look === LOOKS) return null;
    await clock.sleep(PAUSE_MS * look, signal);
  }
}
