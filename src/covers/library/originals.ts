import type { Clock } from '../../clock.ts';
import { withLiveLinks } from '../../domain/delivery/live-links.ts';
import { takeFileName } from '../../domain/delivery/take-file-name.ts';
import type { Job, Take } from '../../domain/job.ts';
import type { KeptFile } from '../../domain/kept-file.ts';
import { rootOf } from '../../domain/lineage.ts';
import { UserError } from '../../errors.ts';
import type { Files } from '../../store/port.ts';
import { checkWish, type SongRights } from '../assert-usable.ts';
import type { Comparisons } from './comparisons.ts';

/** Files of our store on their way to somebody who asked for them. */
export interface Originals {
  /**
   * What a cover was made from, for a member: as loud as the cover and no longer, where that can be had. Throws `UserError` where it is no longer kept, there is none, or its poster does
   * not want others to use it.
   */
  original(job: Job, memberId: string, maximumBytes?: number): Promise<HandedFile>;
  /**
   * The takes of a job; those that are no longer kept are left out. In place of one that is larger than this there is its MP3,
   * where it has one.
   */
  takes(job: Job, maximumBytes?: number): Promise<HandedFile[]>;
}

export interface HandedFile {
  hash: string;
  name: string;
  sizeBytes: number;
  contentType: string;
  /** Which take it is; null for what is none. */
  take: number | null;
  /** How long it is, where it is not all of what it was. */
  seconds?: number | null;
  /** The provider's own link, or ours, for a file that is too large for a message. */
  link: { url: string; expiresAt: number | null } | null;
}

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  mp3: 'audio/mpeg',
  wav: 'audio/wav',
  flac: 'audio/flac',
  ogg: 'audio/ogg',
  m4a: 'audio/mp4',
  aac: 'audio/aac',
};

export interface OriginalsDeps extends Pick<SongRights, 'posters' | 'firstPosters'> {
  files: Pick<Files, 'has' | 'link'>;
  comparisons: Comparisons;
  clock: Pick<Clock, 'now'>;
}

export function createOriginals(deps: OriginalsDeps): Originals {
  const { files, comparisons, clock } = deps;

  /** Made for what cannot be attached, and where the provider's own does not live any more. */
  const withLink = async (file: HandedFile, maximumBytes: number): Promise<HandedFile> => {
    const { hash, name, sizeBytes, link } = file;
    if (sizeBytes <= maximumBytes || (link?.expiresAt ?? 0) > clock.now()) return file;
    return { ...file, link: (await files.link(hash, name)) ?? link };
  };

  const takeFile = async (
    job: Job,
    take: Take,
    index: number,
    maximumBytes: number,
  ): Promise<HandedFile | undefined> => {
    const playable = take.playable && (await files.has(take.playable.hash)) ? take.playable : null;
    const handed = ({ hash, sizeBytes }: KeptFile, format: string): HandedFile => {
      const name = takeFileName(job, index, format);
      return { hash, sizeBytes, link: take.link, name, contentType: typeOf(format), take: index };
    };
    const { finished } = take;
    if (finished && finished.sizeBytes <= maximumBytes && (await files.has(finished.hash)))
      return handed(finished, take.format);
    if ((take.sizeBytes <= maximumBytes || !playable) && (await files.has(take.hash))) return handed(take, take.format);
    return playable ? handed(playable, 'mp3') : undefined;
  };

  return {
    async original(job, memberId, maximumBytes = Number.POSITIVE_INFINITY) {
      const reference = job.reference ?? job.voice ?? job.instrumental;
      if (!reference) throw new UserError({ key: 'song.missing', params: {} });
      await checkWish(deps, reference, rootOf(job), { guildId: job.guildId, memberId });
      if (!(await files.has(reference.hash))) throw new UserError({ key: 'files.notKept', params: {} });
      const compared = await comparisons(job, reference, maximumBytes);
      if (compared) {
        const name = `${reference.name.replace(/\.[^.]*$/, '')}.mp3`;
        return { ...compared, name, link: null, contentType: typeOf('mp3'), take: null };
      }
      const { hash, name, sizeBytes, container } = reference;
      const contentType = typeOf(container.toLowerCase());
      return withLink({ hash, name, sizeBytes, link: null, contentType, take: null }, maximumBytes);
    },

    async takes(asked, maximumBytes = Number.POSITIVE_INFINITY) {
      const job = withLiveLinks(asked, clock.now());
      const found = await Promise.all(job.takes.map((take, index) => takeFile(job, take, index, maximumBytes)));
      return Promise.all(found.filter((file) => file !== undefined).map((file) => withLink(file, maximumBytes)));
    },
  };
}

function typeOf(kind: string): string {
  return CONTENT_TYPES[kind] ?? 'application/octet-stream';
}
