import type { Discord } from '../discord/port.ts';
import type { Draft } from '../domain/draft.ts';
import type { Job } from '../domain/job.ts';
import { type Branch, branchesOf, familyHashOf, rootHashOf } from '../domain/lineage.ts';
import { songAfterTakeDown, type TakeDown, type TakenDownBy } from '../domain/take-down.ts';
import { UserError } from '../errors.ts';
import type { Cover, HistoryEntry, Jobs } from '../jobs/port.ts';
import type { Logger } from '../logger.ts';
import type { BlockedSongs, Files } from '../store/port.ts';
import { removeUnused } from './remove-unused.ts';

/** Taking covers away again. */
export interface Removal {
  /** What it comes to if this cover is taken down. */
  takeDownOf(job: Job, by: TakenDownBy): Promise<TakeDown>;
  /** Deletes the cover's message and its audio, as far as nothing else needs it. Throws `UserError` where it is gone. */
  remove(job: Job): Promise<Removed>;
  /** The same for it and all that was made from it, directly or not; and its song may be blocked in this server from then on. */
  takeDown(job: Job, by: TakenDownBy): Promise<Removed>;
  /** Lets covers be made of the songs of a draft again, as far as they are kept. */
  allow(draft: Draft): Promise<void>;
}

export interface Removed {
  /** Covers that are gone now. */
  count: number;
  /** Messages that Discord did not let us delete. */
  refused: number;
}

export interface RemovalDeps {
  jobs: Pick<Jobs, 'cover' | 'history' | 'removeCover' | 'filesInUse'>;
  files: Pick<Files, 'remove'>;
  blocked: Pick<BlockedSongs, 'add' | 'remove'>;
  discord: Pick<Discord, 'deletePost'>;
  log: Logger;
}

const TIMEOUT_MS = 20_000;
const FAMILY_SIZE = 1_000;

export function createRemoval({ jobs, files, blocked, discord, log }: RemovalDeps): Removal {
  const familyOf = async (job: Job): Promise<HistoryEntry[]> => {
    const rootHash = familyHashOf(job);
    if (rootHash === null) return [];
    return (await jobs.history({ kind: 'lineage', guildId: job.guildId, rootHash, limit: FAMILY_SIZE })).entries;
  };

  const lookAt = async (job: Job, by: TakenDownBy) => {
    const family = await familyOf(job);
    const members = family.map((entry) => entry.job);
    return { remixes: coversBelow(branchesOf(family), job.id), song: songAfterTakeDown(job, members, by) };
  };

  /** The message goes first: whatever cuts this short, the cover is still there to be removed again. */
  const removeOne = async (cover: Cover): Promise<boolean> => {
    const result = await discord.deletePost(cover, AbortSignal.timeout(TIMEOUT_MS));
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
      const rootHash = rootHashOf(job);
      if (song === 'blocked' && rootHash !== null) await blocked.add(job.guildId, rootHash);
      // From the newest on, so that the cover itself is there until all that came of it is gone.
      return removeAll([...remixes.reverse(), own]);
    },

    async allow({ guildId, song, voice, instrumental, lineage }) {
      const kept = [song, voice, instrumental].flatMap((part) => (part?.kind === 'kept' ? [part.reference.hash] : []));
      for (const hash of lineage ? [...kept, lineage.rootHash] : kept) await blocked.remove(guildId, hash);
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
