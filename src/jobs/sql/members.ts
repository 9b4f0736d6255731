import type { Clock } from '../../clock.ts';
import { createHot, type Sql, type Store } from '../../database.ts';
import { type Forgetting, isBegunBefore, isForgotten, readForgetting } from '../../domain/forgetting.ts';
import { isFinal, type Job } from '../../domain/job.ts';
import type { Records } from '../records.ts';
import type { Charges } from './charges.ts';
import { coversOf } from './covers.ts';
import { type DeleteJobs, slicesOf } from './delete-jobs.ts';
import { withoutHolder } from './job-files.ts';
import type { JobReader } from './job-rows.ts';
import type { JobTables } from './tables.ts';
import { removeVotes, votesOf } from './votes.ts';

export interface MembersOptions {
  store: Store<JobTables>;
  reader: JobReader;
  charges: Charges;
  deleteJobs: DeleteJobs;
  clock: Clock;
}

/** What is stored about a member. */
export function createMembers({
  store,
  reader,
  charges,
  deleteJobs,
  clock,
}: MembersOptions): Pick<Records, 'recordsOf' | 'forget' | 'isForgotten'> {
  const { sql: db, write } = store;
  const jobsOf = (memberId: string) =>
    db
      .selectFrom('jobs')
      .select(['id', 'state', 'accepted_at'])
      .where('requester_id', '=', memberId)
      .orderBy('guild_id')
      .orderBy('seq');
  const forgottenOf = async ({ memberId, ...when }: Forgetting) =>
    (await jobsOf(memberId).execute()).filter(({ id, accepted_at: at }) => isForgotten(when, { id, at }));

  return {
    async recordsOf(memberId) {
      const found: Job[] = [];
      const ids = (await jobsOf(memberId).execute()).map(({ id }) => id);
      for await (const { job } of reader.read(ids)) found.push(withoutToken(job));
      return {
        jobs: found,
        covers: await coversOf(db, memberId),
        votes: await votesOf(db, memberId),
        charges: await charges.of(db, memberId),
      };
    },

    async forget(memberId, before, askedBy) {
      const rows = await forgottenOf({ memberId, before, askedBy });
      const gone = await deleteJobs(rows.filter(({ state }) => isFinal(state)).map(({ id }) => id));
      const given = (await votesOf(db, memberId)).filter(({ at }) => at < before);
      for (const some of slicesOf(given)) {
        await write((tx) => removeVotes(tx, memberId, some));
        await clock.yield();
      }
      await write(async (tx) => {
        await charges.forget(tx, memberId, clock.now());
        await charges.tidy(tx, clock.now());
      });
      // Read once more: one that had ended may have come back from its end meanwhile.
      const unfinished = (await forgottenOf({ memberId, before, askedBy })).map(({ id }) => id);
      return { covers: gone.covers, unusedFiles: await withoutHolder(db, gone.files), unfinished };
    },

    async isForgotten(memberId, beganBy) {
      const { rows } = await readForgettings(db, { like: `${memberId}:%` });
      const forgettings = rows.map((alarm) => readForgetting(alarm.job_id));
      return forgettings.some((one) => one.memberId === memberId && isBegunBefore(one, beganBy));
    },
  };
}

/** Asked with each wish, more than once: those of others, who may ask to be forgotten over and over, are left where they are. */
const readForgettings = createHot((db: Sql<JobTables>, { like }: { like: string }) =>
  db.selectFrom('alarms').select('job_id').where('kind', '=', 'forget').where('job_id', 'like', like),
);

/** Whoever has the token of an interaction can write in the bot's name. */
function withoutToken(job: Job): Job {
  return { ...job, progress: null };
}
