import { extname } from 'node:path';
import type { Prober } from '../audio/port.ts';
import type { Draft } from '../domain/draft.ts';
import type { Job, Lineage, Reference, Take } from '../domain/job.ts';
import { ancestorsOf, familyHashOf, posterOfTakes, rootHashOf } from '../domain/lineage.ts';
import { UserError } from '../errors.ts';
import type { Jobs } from '../jobs/port.ts';
import type { Files } from '../store/port.ts';
import { checkMayBeUsed, type SongRights } from './may-be-used.ts';

/** What a draft begins with that is made from a cover: a song of our files, and where it comes from. */
export interface RemixStart {
  song: Draft['song'];
  voice: Draft['voice'];
  instrumental: Draft['instrumental'];
  lineage: Draft['lineage'];
}

export interface Remixes {
  /** From the reference that the cover was made from. Throws `UserError` where it is gone or may not be used. */
  fromReference(job: Job, memberId: string): Promise<RemixStart>;
  /** From one of the takes of the cover. Throws `UserError` as well. */
  fromTake(job: Job, takeIndex: number, memberId: string): Promise<RemixStart>;
}

export interface RemixesDeps extends SongRights {
  jobs: Pick<Jobs, 'cover'>;
  files: Pick<Files, 'path'>;
  prober: Pick<Prober, 'probe'>;
}

const PROBE_MS = 10_000;

export function createRemixes(deps: RemixesDeps): Remixes {
  const { jobs, files, prober } = deps;

  const pathOf = async (hash: string): Promise<string> => {
    const path = await files.path(hash);
    if (path === undefined) throw new UserError({ key: 'files.gone', params: {} });
    return path;
  };

  const lineageOf = async (job: Job, rootHash: string, from: Lineage['from']): Promise<Lineage> => {
    const cover = await jobs.cover(job.id);
    if (!cover) throw new UserError({ key: 'cover.gone', params: {} });
    const { id, channelId, messageId } = cover;
    return { rootHash, parent: { id, channelId, messageId }, ancestors: ancestorsOf(job), from };
  };

  const keptOf = async (job: Job, memberId: string, reference: Reference | null): Promise<Draft['song']> => {
    if (!reference) return null;
    const rootHash = job.lineage?.rootHash;
    await checkMayBeUsed(deps, reference, { guildId: job.guildId, memberId, rootHash });
    await pathOf(reference.hash);
    return { kind: 'kept', reference };
  };

  return {
    async fromReference(job, memberId) {
      const [song, voice, instrumental] = [
        await keptOf(job, memberId, job.reference),
        await keptOf(job, memberId, job.voice),
        await keptOf(job, memberId, job.instrumental),
      ];
      const rootHash = rootHashOf(job);
      // New music from words alone has no song that it goes back to.
      const lineage = rootHash === null ? null : await lineageOf(job, rootHash, 'reference');
      return { song, voice, instrumental, lineage };
    },

    async fromTake(job, takeIndex, memberId) {
      const take = job.takes[takeIndex];
      if (!take) throw new UserError({ key: 'cover.gone', params: {} });
      const path = await pathOf(take.hash);
      const sound = take.sound ?? (await prober.probe(path, AbortSignal.timeout(PROBE_MS)));
      const reference = referenceOf(job, take, takeIndex, sound);
      const rootHash = familyHashOf(job) ?? take.hash;
      await checkMayBeUsed(deps, reference, { guildId: job.guildId, memberId, rootHash });
      const lineage = await lineageOf(job, rootHash, 'cover');
      return { song: { kind: 'kept', reference }, voice: null, instrumental: null, lineage };
    },
  };
}

/** A take as the song of the next cover. */
function referenceOf(job: Job, take: Take, index: number, sound: NonNullable<Take['sound']>): Reference {
  const { durationMs, container, codec } = sound;
  return {
    hash: take.hash,
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
