import { extname } from 'node:path';
import type { MediaProbe } from '../../audio/port.ts';
import type { Clock } from '../../clock.ts';
import type { Draft } from '../../domain/draft.ts';
import type { Job, Lineage, Reference, Take } from '../../domain/job.ts';
import { ancestorsOf, familyRootOf, posterOfTakes, type Root, rootOf } from '../../domain/lineage.ts';
import { UserError } from '../../errors.ts';
import type { Library } from '../../jobs/library.ts';
import type { Files } from '../../store/port.ts';

/** What a draft begins with that is made from a cover: a song of our files, and where it comes from. */
export interface RemixStart {
  song: Draft['song'];
  voice: Draft['voice'];
  instrumental: Draft['instrumental'];
  lineage: Draft['lineage'];
}

/** Whether it may be used is asked with the draft that begins with it. */
export interface Remixes {
  /** From the reference that the cover was made from. Throws `UserError` where it is gone. */
  fromReference(job: Job): Promise<RemixStart>;
  /** From one of the takes of the cover. Throws `UserError` where that is gone. */
  fromTake(job: Job, takeIndex: number): Promise<RemixStart>;
}

export interface RemixesDeps {
  jobs: Pick<Library, 'cover'>;
  files: Pick<Files, 'has' | 'withLocalCopy'>;
  mediaProbe: Pick<MediaProbe, 'probe'>;
  clock: Clock;
}

const PROBE_MS = 10_000;

export function createRemixes({ jobs, files, mediaProbe, clock }: RemixesDeps): Remixes {
  const checkKept = async (hash: string): Promise<void> => {
    if (!(await files.has(hash))) throw new UserError({ key: 'files.gone', params: {} });
  };

  const soundOf = ({ hash }: Take): Promise<NonNullable<Take['sound']>> =>
    files.withLocalCopy(hash, async (path) => {
      if (path === undefined) throw new UserError({ key: 'files.gone', params: {} });
      const { durationMs, container, codec, soundHash } = await mediaProbe.probe(path, clock.deadline(PROBE_MS));
      return { durationMs, container, codec, hash: soundHash };
    });

  const lineageOf = async (job: Job, root: Root, from: Lineage['from']): Promise<Lineage> => {
    const cover = await jobs.cover(job.id);
    if (!cover) throw new UserError({ key: 'cover.gone', params: {} });
    const { id, channelId, messageId } = cover;
    const parent = { id, channelId, messageId };
    const { hash: rootHash, soundHash: rootSoundHash, cutFrom } = root;
    return {
      rootHash,
      rootSoundHash,
      ...(cutFrom && { rootCutFrom: cutFrom }),
      parent,
      ancestors: ancestorsOf(job),
      from,
    };
  };

  const keptOf = async (reference: Reference | null): Promise<Draft['song']> => {
    if (!reference) return null;
    await checkKept(reference.hash);
    return { kind: 'kept', reference };
  };

  return {
    async fromReference(job) {
      const [song, voice, instrumental] = [
        await keptOf(job.reference),
        await keptOf(job.voice),
        await keptOf(job.instrumental),
      ];
      const root = rootOf(job);
      // New music from words alone has no song that it goes back to.
      const lineage = root && (await lineageOf(job, root, 'reference'));
      return { song, voice, instrumental, lineage };
    },

    async fromTake(job, takeIndex) {
      const take = job.takes[takeIndex];
      if (!take) throw new UserError({ key: 'cover.gone', params: {} });
      await checkKept(take.hash);
      const sound = take.sound ?? (await soundOf(take));
      const reference = referenceOf(job, take, takeIndex, sound);
      const lineage = await lineageOf(job, familyRootOf(job) ?? reference, 'cover');
      return { song: { kind: 'kept', reference }, voice: null, instrumental: null, lineage };
    },
  };
}

/** A take as the song of the next cover. */
function referenceOf(job: Job, take: Take, index: number, sound: NonNullable<Take['sound']>): Reference {
  const { durationMs, container, codec, hash: soundHash } = sound;
  return {
    hash: take.hash,
    soundHash,
    name: nameOf(job, take, index),
    sizeBytes: take.sizeBytes,
    durationMs,
    container,
    codec,
    link: null,
    posterId: posterOfTakes(job),
  };
}

/** `song.mp3` becomes `song (cover).mp3`, and stays that when it is covered again. */
function nameOf({ reference, voice, instrumental, kind, takes }: Job, { format }: Take, index: number): string {
  const original = (reference ?? voice ?? instrumental)?.name ?? '';
  const stem = original.slice(0, original.length - extname(original).length).replace(/ \(cover( \d+)?\)$/, '');
  const number = takes.length > 1 ? ` ${index + 1}` : '';
  return stem === '' ? `${kind}${number}.${format}` : `${stem} (cover${number}).${format}`;
}
