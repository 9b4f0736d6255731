import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../clock.ts';
import type { Database } from '../../database.ts';
import type { Job } from '../../domain/job.ts';
import type { Cover, Forgotten, MemberRecords } from '../port.ts';
import type { ChargeTable } from './charge-table.ts';
import type { CoverTable } from './cover-table.ts';
import type { JobTable } from './job-table.ts';
import type { VoteTable } from './vote-table.ts';

/** Jobs or votes that are deleted in one transaction; each touches some twenty pages all over the file. */
const DELETED_AT_ONCE = 25;

export interface MembersOptions {
  database: Database;
  clock: Clock;
  jobs: JobTable;
  covers: CoverTable;
  votes: VoteTable;
  charges: ChargeTable;
}

/** What is stored about a member. */
export interface Members {
  recordsOf(memberId: string): Promise<MemberRecords>;
  forget(memberId: string, before: number): Promise<Forgotten>;
}

export function createMembers({ database, clock, jobs, covers, votes, charges }: MembersOptions): Members {
  /** Covers go with their jobs, and votes with their covers. */
  const deleteJobs = (ids: readonly string[]) => {
    const posted = ids.map(covers.find).filter((cover) => cover !== undefined);
    const released = jobs.releaseFiles(ids);
    charges.detach(ids, clock.now());
    jobs.remove(ids);
    return { posted, released };
  };

  return {
    async recordsOf(memberId) {
      const found: Job[] = [];
      for await (const { job } of jobs.read(jobs.idsOf(memberId))) found.push(withoutToken(job));
      return {
        jobs: found,
        covers: covers.of(memberId),
        votes: votes.of(memberId),
        charges: charges.of(memberId),
      };
    },

    async forget(memberId, before) {
      const { ended, unfinished } = jobs.idsBefore(memberId, before);
      const gone: { covers: Cover[]; files: string[] } = { covers: [], files: [] };
      for (const ids of slicesOf(ended)) {
        const { posted, released } = database.transaction(() => deleteJobs(ids));
        gone.covers.push(...posted);
        gone.files.push(...released);
        await setImmediate();
      }
      for (const given of slicesOf(votes.of(memberId).filter(({ at }) => at < before))) {
        database.transaction(() => votes.remove(memberId, given));
        await setImmediate();
      }
      database.transaction(() => {
        charges.forget(memberId, clock.now());
        charges.clearNameless(clock.now());
      });
      return { covers: gone.covers, unusedFiles: jobs.withoutHolder(gone.files), unfinished };
    },
  };
}

function* slicesOf<Item>(items: readonly Item[]): Generator<Item[]> {
  for (let from = 0; from < items.length; from += DELETED_AT_ONCE) yield items.slice(from, from + DELETED_AT_ONCE);
}

/** Whoever has the token of an interaction can write in the bot's name. */
function withoutToken(job: Job): Job {
  return { ...job, progress: null };
}
