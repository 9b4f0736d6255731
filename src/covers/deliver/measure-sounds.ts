import type { MeasuredSound, MediaEncoder } from '../../audio/port.ts';
import type { Job } from '../../domain/job.ts';
import { FilesAwayError } from '../../errors.ts';
import type { Logger } from '../../logger.ts';
import type { Files } from '../../store/port.ts';

export interface MeasureSoundsDeps {
  files: Pick<Files, 'withLocalCopy'>;
  mediaEncoder: Pick<MediaEncoder, 'measure'>;
  log: Logger;
}

/** Undefined in place of what is gone, cannot be decoded, or could not be measured. */
export interface MeasuredSounds {
  reference: MeasuredSound | undefined;
  takes: (MeasuredSound | undefined)[];
}

/** How loud the takes of a job are and what they were made from. Rejects with the signal's reason, and where the files are away. */
export async function measureSounds(
  { files, mediaEncoder, log }: MeasureSoundsDeps,
  job: Job,
  signal: AbortSignal,
): Promise<MeasuredSounds> {
  const measured = async (hash: string | undefined): Promise<MeasuredSound | undefined> => {
    if (hash === undefined) return undefined;
    try {
      return (
        (await files.withLocalCopy(hash, async (path) => path && (await mediaEncoder.measure(path, signal)))) ||
        undefined
      );
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof FilesAwayError) throw error;
      log.warn({ err: error, jobId: job.id }, 'a sound is left out of the picture, and stays as loud as it is');
      return undefined;
    }
  };
  const [reference, ...takes] = await Promise.all(
    [job.reference?.hash, ...job.takes.map(({ hash }) => hash)].map(measured),
  );
  return { reference, takes };
}
