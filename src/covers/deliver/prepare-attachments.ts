import type { MadeSound, MediaEncoder, TagsOfFile } from '../../audio/port.ts';
import type { Discord } from '../../discord/port.ts';
import { planTake } from '../../domain/delivery/plan-post.ts';
import { type Job, type MadeFile, type MadeSoundFile, sharedLocale, type Take } from '../../domain/job.ts';
import type { Loudness } from '../../domain/song/loudness.ts';
import { FilesAwayError } from '../../errors.ts';
import type { JobStore } from '../../jobs/store.ts';
import type { Logger } from '../../logger.ts';
import type { Files } from '../../store/port.ts';
import { transition } from '../transition.ts';
import { type MeasuredSounds, measureSounds } from './measure-sounds.ts';

export interface PrepareAttachmentsDeps {
  jobs: Pick<JobStore, 'change' | 'get'>;
  files: Pick<Files, 'has' | 'withLocalCopy' | 'put'>;
  discord: Pick<Discord, 'tagsOf'>;
  mediaEncoder: Pick<MediaEncoder, 'measure' | 'finish' | 'fit' | 'drawWaveform'>;
  /** Whether covers get a picture. */
  drawsWaveforms: boolean;
  /** How loud covers are to be, in LUFS; null: as they come. */
  lufs: number | null;
  log: Logger;
}

/**
 * Makes what a cover's message needs: its takes under our tags and as loud as others, MP3s of what does not fit or play, and the
 * picture. Written down on the job, so that it is made once and the bytes are the same however often they are sent. Nothing of it
 * is worth a cover: what cannot be made is left out. Undefined when the job has gone on by other hands.
 */
export async function prepareAttachments(
  deps: PrepareAttachmentsDeps,
  job: Job,
  attachmentBytes: number,
  signal: AbortSignal,
): Promise<Job | undefined> {
  const { files, mediaEncoder, lufs } = deps;
  const sounds = isMeasured(deps, job) ? undefined : await measureSounds(deps, job, signal);
  const waveform = job.waveform ?? (sounds ? await drawn(sounds) : null);
  const takes: Take[] = [];
  for (const [index, take] of job.takes.entries()) takes.push(await prepared(take, index));
  const reference = job.reference && { ...job.reference, ...(sounds && { loudness: loudnessOf(sounds.reference) }) };
  return transition(deps.jobs, job, {
    to: job.state,
    set: { takes, reference, waveform, preparedFor: attachmentBytes },
  });

  async function prepared(take: Take, index: number): Promise<Take> {
    const plan = planTake(take, job.takes.length, attachmentBytes);
    const measured = { ...take, ...(sounds && { loudness: loudnessOf(sounds.takes[index]) }) };
    const finished = plan.original ? await finishedOf(measured, index) : take.finished;
    return { ...measured, finished: finished ?? null, playable: await playableOf(take, index, plan.mp3Bytes) };
  }

  async function finishedOf({ hash, loudness = null, finished }: Take, index: number): Promise<MadeSoundFile | null> {
    if (finished && (await files.has(finished.hash))) return finished;
    return withTags(index, (tags) =>
      madeOf(hash, (path) => mediaEncoder.finish(path, { loudness, lufs, tags }, signal)),
    );
  }

  async function playableOf(take: Take, index: number, maximumBytes: number | null): Promise<MadeSoundFile | null> {
    const isThere = take.playable !== null && (await files.has(take.playable.hash));
    if (maximumBytes === null || (isThere && take.playable !== null && take.playable.sizeBytes <= maximumBytes)) {
      return take.playable;
    }
    const maximumKbps = job.wanted.audio.bitrateKbps;
    return withTags(index, (tags) =>
      madeOf(take.hash, (path) => mediaEncoder.fit(path, { maximumBytes, maximumKbps, lufs, tags }, signal)),
    );
  }

  async function withTags<Result>(index: number, use: (tags: TagsOfFile) => Promise<Result>): Promise<Result> {
    const words = await deps.discord.tagsOf(job, index, signal);
    if (!waveform) return use({ ...words, picture: null });
    return files.withLocalCopy(waveform.hash, (picture) => use({ ...words, picture: picture ?? null }));
  }

  async function madeOf(
    hash: string,
    make: (path: string) => Promise<MadeSound | undefined>,
  ): Promise<MadeSoundFile | null> {
    return made(async () => {
      const sound = await files.withLocalCopy(hash, async (path) => (path === undefined ? undefined : make(path)));
      return sound && { path: sound.path, facts: { soundHash: sound.soundHash, lufs: sound.lufs } };
    });
  }

  async function drawn({ reference, takes: measured }: MeasuredSounds): Promise<MadeFile | null> {
    if (!deps.drawsWaveforms || measured.every((take) => take === undefined)) return null;
    const shown = reference ?? (job.reference ? null : undefined);
    const row = { kind: job.kind, reference: shown, takes: measured, locale: sharedLocale(job) };
    return made(async () => {
      const path = await mediaEncoder.drawWaveform(row, signal);
      return path === undefined ? undefined : { path, facts: {} };
    });
  }

  async function made<Facts extends object>(
    make: () => Promise<{ path: string; facts: Facts } | undefined>,
  ): Promise<(MadeFile & Facts) | null> {
    try {
      const result = await make();
      if (!result) return null;
      const { hash, sizeBytes } = await files.put({ kind: 'path', path: result.path });
      return { hash, sizeBytes, ...result.facts };
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof FilesAwayError) throw error;
      deps.log.warn({ err: error, jobId: job.id }, 'a cover is posted without what could not be made for it');
      return null;
    }
  }
}

/** Whether all is known that is needed of how loud things are. */
function isMeasured({ drawsWaveforms, lufs }: PrepareAttachmentsDeps, job: Job): boolean {
  const isDrawn = !drawsWaveforms || job.waveform !== null;
  return isDrawn && (lufs === null || job.takes.every(({ loudness }) => loudness !== undefined));
}

function loudnessOf(sound: { loudness: Loudness | null } | undefined): Loudness | null {
  return sound?.loudness ?? null;
}
