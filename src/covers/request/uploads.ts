import type { Clock } from '../../clock.ts';
import type { Reference } from '../../domain/job.ts';
import { UserError } from '../../errors.ts';
import type { Records } from '../../jobs/records.ts';
import { createMutex } from '../../lib/mutex.ts';
import type { Logger } from '../../logger.ts';
import type { DraftUpload, DraftUploads, Files } from '../../store/port.ts';

/** The most that lies in our files for the drafts of one member. */
export const MEMBER_BYTES = 200_000_000;

/** The most that lies there for all drafts together, of all the room for songs and covers; one song always fits. */
const SHARE_FOR_DRAFTS = 0.1;
const LARGEST_SONG_BYTES = 50_000_000;

/** As long as a draft lives after its last change. */
const LIFE_MS = 24 * 3_600_000;

/** Songs in our files that are nobody's cover yet. What no draft and no job holds is deleted at once. */
export interface Uploads {
  /**
   * Has a song brought into our files for a draft, and holds it there for it. `bring` says with `onKept` when the file is
   * there. Where there is too little room, the longest untouched uploads go first, of the member or of who has the most; their
   * drafts ask for the song again. Throws `UserError` where that is not enough, and what `bring` throws: then nothing is left.
   */
  keepFor(
    upload: Omit<DraftUpload, 'hash'>,
    bring: (onKept: (hash: string) => void) => Promise<Reference>,
  ): Promise<Reference>;
  /** Deletes the files that nobody holds any more. */
  removeUnheld(hashes: readonly string[]): Promise<void>;
  /** As `removeUnheld`, in the background: a failure is logged. */
  removeUnheldLater(hashes: readonly string[]): void;
  /** Lets go in the background of what is held for a draft that has become a job. What is left of it, the next sweep lets go of. */
  releaseLater(draftId: string): void;
  /** Those that a draft holds, or that are just being brought. */
  among(hashes: readonly string[]): Promise<ReadonlySet<string>>;
  /** When nothing is done in the background any more. */
  settled(): Promise<void>;
}

export interface UploadsDeps {
  draftUploads: DraftUploads;
  files: Pick<Files, 'remove'>;
  jobs: Pick<Records, 'filesInUse'>;
  maximumTotalBytes: number;
  clock: Clock;
  log: Logger;
}

export function createUploads({ draftUploads, files, jobs, maximumTotalBytes, clock, log }: UploadsDeps): Uploads {
  /** What is on its way, with the bytes that were announced for it. */
  const coming = new Set<Omit<DraftUpload, 'hash'>>();
  /** How many of them have this hash: the same bytes may come for several at once. */
  const arrived = new Map<string, number>();

  const comingBytes = (memberId?: string) => {
    const counted = [...coming].filter((upload) => memberId === undefined || upload.memberId === memberId);
    return counted.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  };
  const isTooMuch = async (memberId: string, bytes: number) =>
    (await draftUploads.bytesOf(memberId)) + comingBytes(memberId) + bytes > MEMBER_BYTES;
  const maximumBytes = Math.max(LARGEST_SONG_BYTES, maximumTotalBytes * SHARE_FOR_DRAFTS);
  const isTooMuchForAll = async (bytes: number) =>
    (await draftUploads.totalBytes()) + comingBytes() + bytes > maximumBytes;

  const forgetArrival = (hashes: readonly string[]) => {
    for (const hash of hashes) {
      const others = (arrived.get(hash) ?? 0) - 1;
      if (others > 0) arrived.set(hash, others);
      else arrived.delete(hash);
    }
  };

  // In the order in which a file goes from one to the next: none is missed on its way.
  const isHeld = async (hash: string) =>
    arrived.has(hash) || (await draftUploads.among([hash])).size > 0 || (await jobs.filesInUse([hash])).size > 0;

  const removeUnheld = async (hashes: readonly string[]) => {
    for (const hash of hashes) await files.remove(hash, () => isHeld(hash));
  };

  const underWay = new Set<Promise<void>>();
  const later = (work: () => Promise<void>) => {
    const done = work()
      .catch((error: unknown) => log.error({ err: error }, 'an upload could not be deleted'))
      .finally(() => underWay.delete(done));
    underWay.add(done);
  };

  /** Nobody waits for files to go but the disk. */
  const removeUnheldLater = (hashes: readonly string[]) => later(() => removeUnheld(hashes));

  /** What is there is counted and added to by one at a time: of two who see the same room, both would take it. */
  const inTurn = createMutex();

  const makeRoom = async ({ draftId, memberId }: Omit<DraftUpload, 'hash'>, bytes: number) => {
    for (;;) {
      const isMembers = await isTooMuch(memberId, bytes);
      if (!isMembers && !(await isTooMuchForAll(bytes))) return;
      const oldest = await draftUploads.oldestOf(isMembers ? memberId : await draftUploads.largestMember());
      if (!oldest || oldest.draftId === draftId) throw new UserError({ key: 'drafts.full', params: {} });
      log.info({ draftId: oldest.draftId, memberId: oldest.memberId }, 'an upload of a draft made room for another');
      removeUnheldLater(await draftUploads.release(oldest.draftId));
    }
  };

  return {
    async keepFor(upload, bring) {
      await inTurn(async () => {
        await makeRoom(upload, upload.sizeBytes);
        coming.add(upload);
      });
      const hashes: string[] = [];
      try {
        const { hash, sizeBytes, ...reference } = await bring((kept) => {
          hashes.push(kept);
          arrived.set(kept, (arrived.get(kept) ?? 0) + 1);
        });
        await inTurn(async () => {
          coming.delete(upload);
          // What was announced may have been less than what came.
          await makeRoom(upload, sizeBytes);
          await draftUploads.hold({ ...upload, hash, sizeBytes }, clock.now() + LIFE_MS);
        });
        forgetArrival(hashes);
        // Of a film, only its sound is kept.
        await removeUnheld(hashes.filter((brought) => brought !== hash));
        return { hash, sizeBytes, ...reference };
      } catch (error) {
        forgetArrival(hashes);
        await removeUnheld(hashes);
        throw error;
      } finally {
        coming.delete(upload);
      }
    },
    removeUnheld,
    removeUnheldLater,
    releaseLater: (draftId) => later(async () => removeUnheld(await draftUploads.release(draftId))),
    async among(hashes) {
      // First: what has arrived is held by its draft before it is forgotten here.
      const coming = hashes.filter((hash) => arrived.has(hash));
      return new Set([...coming, ...(await draftUploads.among(hashes))]);
    },
    async settled() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}
