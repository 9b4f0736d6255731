import { describe } from 'vitest';
import { describeAccept } from './jobs/accept.ts';
import { describeAlarms } from './jobs/alarms.ts';
import { describeChange } from './jobs/change.ts';
import { describeCharges } from './jobs/charges.ts';
import { describeFairness } from './jobs/fairness.ts';
import { describeGuilds } from './jobs/guilds.ts';
import type { CreateJobsHarness } from './jobs/harness.ts';
import { describeHistory } from './jobs/history.ts';
import { describeLeases } from './jobs/leases.ts';
import { describeMembers } from './jobs/members.ts';
import { describeNewerReleases } from './jobs/newer-release.ts';
import { describePaging } from './jobs/paging.ts';
import { describeRemoval } from './jobs/removal.ts';
import { describeUploads } from './jobs/uploads.ts';
import { describeVotes } from './jobs/votes.ts';
import { describeWork } from './jobs/work.ts';

/** What every implementation of the port `Jobs` must do, whatever it stores its jobs in. */
export function describeJobs(name: string, createHarness: CreateJobsHarness): void {
  describe(name, () => {
    describeAccept(createHarness);
    describeChange(createHarness);
    describeCharges(createHarness);
    describeWork(createHarness);
    describeFairness(createHarness);
    describeLeases(createHarness);
    describeAlarms(createHarness);
    describeNewerReleases(createHarness);
    describeVotes(createHarness);
    describeHistory(createHarness);
    describePaging(createHarness);
    describeRemoval(createHarness);
    describeMembers(createHarness);
    describeUploads(createHarness);
    describeGuilds(createHarness);
  });
}
