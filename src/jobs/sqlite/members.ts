import type { Clock } from '../../clock.ts';
import type { Database } from '../../database.ts';
import type { Job } from '../../domain/job.ts';
import type { Forgotten, MemberRecords } from '../records.ts';
import type { ChargeTable } from './charge-table.ts';
import type { CoverTable } from './cover-table.ts';
import { type DeleteJobs, slicesOf } from './delete-jobs.ts';
import type { JobTable } from './job-table.ts';
import type { VoteTable } from './vote-table.ts';

export interface MembersOptions {
  database: Database;
  clock: Clock;
  jobs: JobTable;
  covers: CoverTable;
  votes: VoteTable;
  charges: ChargeTable;
  deleteJobs: DeleteJobs;
}

/** What is stored about a member. */
export interface Members {
  recordsOf(memberId: string): Promise<MemberRecords>;
  forget(memberId: string, before: number): Promise<Forgotten>;
}

export function createMembers({ database, clock, jobs, covers, votes, charges, deleteJobs }: MembersOptions): Members {
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
      const gone = await deleteJobs(ended);
      for (const given of slicesOf(votes.of(memberId).filter(({ at }) => at < before))) {
        database.transaction(() => votes.remove(memberId, given));
        await clock.yield();
      }
      database.transaction(() => {
        charges.forget(memberId, clock.now());
        charges.clearNameless(clock.now());
      });
      return { covers: gone.covers, unusedFiles: jobs.withoutHolder(gone.files), unfinished };
    },
  };
}

/** Whoever has the token of an interaction can write in the bot's name. */
function withoutToken(job: Job): Job {
  return { ...job, progress: null };
}
