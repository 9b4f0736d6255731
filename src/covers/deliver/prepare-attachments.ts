import type { MediaEncoder } from '../../audio/port.ts';
import { type Job, type MadeFile, sharedLocale, type Take } from '../../domain/job.ts';
import { planTake } from '../../domain/plan-post.ts';
import type { JobStore } from '../../jobs/store.ts';
import type { Logger } from '../../logger.ts';
import type { Files } from '../../store/port.ts';
import { transition } from '../transition.ts';

export interface PrepareAttachmentsDeps {
  jobs: Pick<JobStore, 'change' | 'get'>;
  files: Pick<Files, 'has' | 'withLocalCopy' | 'put'>;
  mediaEncoder: Pick<MediaEncoder, 'fit' | 'drawWaveform'>;
  /** Whether covers get a picture. */
  drawsWaveforms: boolean;
  log: Logger;
}

/**
 * Makes what a cover's message needs beside its takes: MP3s of what does not fit or play, and the picture. Written down on the
 * job, so that it is made once. Nothing of it is worth a cover: what cannot be made is left out. Undefined when the job has
 * gone on by other hands.
 */
export async function prepareAttachments(
  deps: PrepareAttachmentsDeps,
  job: Job,
  attachmentBytes: number,
  signal: AbortSignal,
): Promise<Job | undefined> {
  const takes: Take[] = [];
  for (const take of job.takes) takes.push({ ...take, playable: await playableOf(take) });
  const waveform = job.waveform ?? (await drawn());
  return transition(deps.jobs, job, { to: job.state, set: { takes, waveform, preparedFor: attachmentBytes } });

  async function playableOf(take: Take): Promise<MadeFile | null> {
    const { mp3Bytes } = planTake(take, job.takes.length, attachmentBytes);
    const isThere = take.playable !== null && (await deps.files.has(take.playable.hash));
    if (mp3Bytes === null || (isThere && take.playable !== null && take.playable.sizeBytes <= mp3Bytes)) {
      return take.playable;
    }
    return made(() =>
      deps.files.withLocalCopy(take.hash, async (path) => path && deps.mediaEncoder.fit(path, mp3Bytes, signal)),
    );
  }

  async function drawn(): Promise<MadeFile | null> {
    if (!deps.drawsWaveforms) return null;
    const hashes = job.takes.map(({ hash }) => hash);
    return made(() =>
      withLocalCopies(deps.files, [job.reference?.hash, ...hashes], async ([reference = null, ...copies]) => {
        const takes = copies.filter((path) => path !== undefined);
        if (takes.length === 0) return undefined;
        return deps.mediaEncoder.drawWaveform({ kind: job.kind, reference, takes, locale: sharedLocale(job) }, signal);
      }),
    );
  }

  async function made(make: () => Promise<string | undefined>): Promise<MadeFile | null> {
    try {
      const path = await make();
      if (path === undefined) return null;
      const { hash, sizeBytes } = await deps.files.put({ kind: 'path', path });
      return { hash, sizeBytes };
    } catch (error) {
      signal.throwIfAborted();
      deps.log.warn({ err: error, jobId: job.id }, 'a cover is posted without what could not be made for it');
      return null;
    }
  }
}

/** Undefined in place of those that are gone, and where there is no hash. */
async function withLocalCopies<Result>(
  files: Pick<Files, 'withLocalCopy'>,
  hashes: readonly (string | undefined)[],
  use: (paths: readonly (string | undefined)[]) => Promise<Result>,
): Promise<Result> {
  const [hash, ...others] = hashes;
  if (hashes.length === 0) return use([]);
  const goOn = (path: string | undefined) => withLocalCopies(files, others, (paths) => use([path, ...paths]));
  return hash === undefined ? goOn(undefined) : files.withLocalCopy(hash, goOn);
}
