import type { Clock } from '../../clock.ts';
import type { Discord } from '../../discord/port.ts';
import type { Cover, HistoryEntry } from '../../domain/cover.ts';
import type { Draft } from '../../domain/draft.ts';
import type { Job } from '../../domain/job.ts';
import { type Branch, branchesOf, familyHashOf, filesOfTake, hashesOf, rootOf } from '../../domain/lineage.ts';
import { songAfterTakeDown, type TakeDown, type TakenDownBy } from '../../domain/moderation/take-down.ts';
import { UserError } from '../../errors.ts';
import type { Library } from '../../jobs/library.ts';
import type { Records } from '../../jobs/records.ts';
import type { JobStore } from '../../jobs/store.ts';
import type { Logger } from '../../logger.ts';
import type { BlockedSongs, Files, FirstPosters } from '../../store/port.ts';
import { removeUnused } from '../retention/remove-unused.ts';

/** Taking covers away again. */
export interface Removal {
  /** What it comes to if this cover is taken down. */
  takeDownOf(job: Job, by: TakenDownBy): Promise<TakeDown>;
  /** Deletes the cover's message and its audio, as far as nothing else needs it. Throws `UserError` where it is gone. */
  remove(job: Job): Promise<Removed>;
  /** The same for it and all that was made from it, directly or not; and its song may be blocked in this server from then on. */
  takeDown(job: Job, by: TakenDownBy): Promise<Removed>;
  /** Nothing is made of its song, or of its takes, in this server any more. Returns what was not blocked before. */
  blockSong(job: Job): Promise<string[]>;
  /** Takes that back. */
  allowSong(guildId: string, hashes: readonly string[]): Promise<void>;
  /**
   * Lets covers be made of the songs of a draft again, as far as they are kept: what was taken down is not any more, else no
   * poster's wish counts for them in this server.
   */
  allow(draft: Draft): Promise<void>;
}

export interface Removed {
  /** Covers that are gone now. */
  count: number;
  /** Messages that Discord did not let us delete. */
  refused: number;
}

export interface RemovalDeps {
  jobs: Pick<JobStore, 'get'> & Pick<Library, 'cover' | 'history' | 'removeCover'> & Pick<Records, 'filesInUse'>;
  files: Pick<Files, 'remove'>;
  blocked: BlockedSongs;
  firstPosters: Pick<FirstPosters, 'of' | 'release'>;
  discord: Pick<Discord, 'deletePost'>;
  clock: Clock;
  log: Logger;
}

const TIMEOUT_MS = 20_000;
const FAMILY_SIZE = 1_000;

export function createRemoval({ jobs, files, blocked, firstPosters, discord, clock, log }: RemovalDeps): Removal {
  const familyOf = async (job: Job): Promise<HistoryEntry[]> => {
    const rootHash = familyHashOf(job);
    if (rootHash === null) return [];
    return (await jobs.history({ kind: 'lineage', guildId: job.guildId, rootHash, limit: FAMILY_SIZE })).entries;
  };

  const lookAt = async (job: Job, by: TakenDownBy) => {
    const family = await familyOf(job);
    const members = family.map((entry) => entry.job);
    const root = rootOf(job);
    const firstPosterId = root ? await firstPosters.of(job.guildId, hashesOf([root])) : undefined;
    const song = songAfterTakeDown(job, members, by, firstPosterId);
    return { remixes: coversBelow(branchesOf(family), job.id), song };
  };

  /** The message goes first: whatever cuts this short, the cover is still there to be removed again. */
  const removeOne = async (cover: Cover): Promise<boolean> => {
    const result = await discord.deletePost(cover, clock.deadline(TIMEOUT_MS));
    const { unusedFiles } = await jobs.removeCover(cover.id);
    await removeUnused({ jobs, files }, unusedFiles);
    log.info({ jobId: cover.id, message: result }, 'a cover was removed');
    return result !== 'refused';
  };

  const removeAll = async (covers: readonly Cover[]): Promise<Removed> => {
    let refused = 0;
    for (const cover of covers) if (!(await removeOne(cover))) refused += 1;
    return { count: covers.length, refused };
  };

  /** The song itself, and all that was made from it: a take that somebody has saved is no way around. */
  const takenDownWith = async (job: Job, remixes: readonly Cover[]): Promise<string[]> => {
    const made = await Promise.all(remixes.map(({ id }) => jobs.get(id)));
    const takes = [job, ...made].flatMap((one) => one?.takes ?? []);
    return hashesOf([rootOf(job), ...takes.flatMap(filesOfTake)]);
  };

  const blockedAmong = async (guildId: string, hashes: readonly string[]): Promise<string[]> => {
    const found = await Promise.all(hashes.map(async (hash) => ((await blocked.has(guildId, hash)) ? [hash] : [])));
    return found.flat();
  };

  const coverOf = async (job: Job): Promise<Cover> => {
    const cover = await jobs.cover(job.id);
    if (!cover) throw new UserError({ key: 'cover.gone', params: {} });
    return cover;
  };

  return {
    async takeDownOf(job, by) {
      const { remixes, song } = await lookAt(job, by);
      return { remixes: remixes.length, song };
    },
    remove: async (job) => removeAll([await coverOf(job)]),

    async takeDown(job, by) {
      const own = await coverOf(job);
      const { remixes, song } = await lookAt(job, by);
      if (song === 'blocked') {
        for (const hash of await takenDownWith(job, remixes)) await blocked.add(job.guildId, hash);
      }
      // From the newest on, so that the cover itself is there until all that came of it is gone.
      return removeAll([...remixes.reverse(), own]);
    },

    async blockSong(job) {
      const hashes = await takenDownWith(job, []);
      const before = new Set(await blockedAmong(job.guildId, hashes));
      for (const hash of hashes) await blocked.add(job.guildId, hash);
      return hashes.filter((hash) => !before.has(hash));
    },

    async allowSong(guildId, hashes) {
      for (const hash of hashes) await blocked.remove(guildId, hash);
    },

    async allow(draft) {
      const [reference, voice, instrumental] = [draft.song, draft.voice, draft.instrumental].map((part) =>
        part?.kind === 'kept' ? part.reference : null,
      );
      const songs = { reference: reference ?? null, voice: voice ?? null, instrumental: instrumental ?? null };
      const parts = [draft.song, draft.voice, draft.instrumental].map((upload) =>
        upload?.kind === 'kept' ? (upload.part?.reference ?? null) : null,
      );
      const hashes = hashesOf([...Object.values(songs), ...parts, rootOf({ ...songs, lineage: draft.lineage })]);
      const taken = await blockedAmong(draft.guildId, hashes);
      for (const hash of taken) await blocked.remove(draft.guildId, hash);
      if (taken.length === 0) await firstPosters.release(draft.guildId, hashes);
      log.info(
        { guildId: draft.guildId, memberId: draft.requester.id, was: taken.length === 0 ? 'forbidden' : 'blocked' },
        'a song was allowed',
      );
    },
  };
}

/** What hangs below one of the branches, parents before children. */
function coversBelow(branches: readonly Branch<HistoryEntry>[], jobId: string): Cover[] {
  for (const branch of branches) {
    const found = branch.entry.job.id === jobId ? allBelow(branch) : coversBelow(branch.children, jobId);
    if (found.length > 0) return found;
  }
  return [];
}

function allBelow({ children }: Branch<HistoryEntry>): Cover[] {
  return children.flatMap((child) => [...(child.entry.cover ? [child.entry.cover] : []), ...allBelow(child)]);
}
