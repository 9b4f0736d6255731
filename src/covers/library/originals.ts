import type { Job, Take } from '../../domain/job.ts';
import { rootOf } from '../../domain/lineage.ts';
import { UserError } from '../../errors.ts';
import type { Files } from '../../store/port.ts';
import { checkWish, type SongRights } from '../assert-usable.ts';

/** Files of our store on their way to somebody who asked for them. */
export interface Originals {
  /**
   * What a cover was made from, for a member. Throws `UserError` where it is no longer kept, there is none, or its poster does
   * not want others to use it.
   */
  original(job: Job, memberId: string): Promise<HandedFile>;
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
  /** The provider's own link, for a file that is too large for a message. */
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
  files: Pick<Files, 'has'>;
}

export function createOriginals(deps: OriginalsDeps): Originals {
  const { files } = deps;

  const takeFile = async (take: Take, index: number, maximumBytes: number): Promise<HandedFile | undefined> => {
    const playable = take.playable && (await files.has(take.playable.hash)) ? take.playable : null;
    if ((take.sizeBytes <= maximumBytes || !playable) && (await files.has(take.hash))) {
      const { hash, sizeBytes, format, link } = take;
      return { hash, sizeBytes, link, name: `take-${index + 1}.${format}`, contentType: typeOf(format) };
    }
    return playable
      ? { ...playable, link: take.link, name: `take-${index + 1}.mp3`, contentType: typeOf('mp3') }
      : undefined;
  };

  return {
    async original(job, memberId) {
      const reference = job.reference ?? job.voice ?? job.instrumental;
      if (!reference) throw new UserError({ key: 'song.missing', params: {} });
      await checkWish(deps, reference, rootOf(job), { guildId: job.guildId, memberId });
      if (!(await files.has(reference.hash))) throw new UserError({ key: 'files.notKept', params: {} });
      const { hash, name, sizeBytes, container } = reference;
      return { hash, name, sizeBytes, link: null, contentType: typeOf(container.toLowerCase()) };
    },

    async takes(job, maximumBytes = Number.POSITIVE_INFINITY) {
      const found = await Promise.all(job.takes.map((take, index) => takeFile(take, index, maximumBytes)));
      return found.filter((file) => file !== undefined);
    },
  };
}

function typeOf(kind: string): string {
  return CONTENT_TYPES[kind] ?? 'application/octet-stream';
}
