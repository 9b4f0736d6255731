import type { MediaEncoder } from '../../audio/port.ts';
import { type Job, type MadeFile, sharedLocale, type Take } from '../../domain/job.ts';
import { planTake } from '../../domain/plan-post.ts';
import type { JobStore } from '../../jobs/store.ts';
import type { Logger } from '../../logger.ts';
import type { Files } from '../../store/port.ts';
import { transition } from '../transition.ts';

export interface PrepareAttachmentsDeps {
  jobs: Pick<JobStore, 'change' | 'get'>;
  files: Pick<Files, 'path' | 'adopt' | 'keep'>;
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
    const isThere = take.playable !== null && (await deps.files.path(take.playable.hash)) !== undefined;
    if (mp3Bytes === null || (isThere && take.playable !== null && take.playable.sizeBytes <= mp3Bytes)) {
      return take.playable;
    }
    const path = await deps.files.path(take.hash);
    return path === undefined ? null : made(() => deps.mediaEncoder.fit(path, mp3Bytes, signal));
  }

  async function drawn(): Promise<MadeFile | null> {
    if (!deps.drawsWaveforms) return null;
    const paths = await Promise.all(job.takes.map(({ hash }) => deps.files.path(hash)));
    const takePaths = paths.filter((path) => path !== undefined);
    const reference = (job.reference && (await deps.files.path(job.reference.hash))) ?? null;
    if (takePaths.length === 0) return null;
    return made(() =>
      deps.mediaEncoder.drawWaveform({ reference, takes: takePaths, locale: sharedLocale(job) }, signal),
    );
  }

  async function made(make: () => Promise<string | undefined>): Promise<MadeFile | null> {
    try {
      const path = await make();
      if (path === undefined) return null;
      const { hash, sizeBytes } = await deps.files.adopt(path);
      return { hash, sizeBytes };
    } catch (error) {
      signal.throwIfAborted();
      deps.log.warn({ err: error, jobId: job.id }, 'a cover is posted without what could not be made for it');
      return null;
    }
  }
}
