import { createJobRunner } from '../../src/jobs/runner/runner.ts';
import type { JobRunner } from '../../src/jobs/runner.ts';
import { createSqlJobs, type SqlJobs, type SqlJobsOptions } from '../../src/jobs/sql/jobs.ts';

/** What is kept of jobs, and what hands out the work on them. */
export type Jobs = SqlJobs & JobRunner;

export interface OpenJobsOptions extends SqlJobsOptions {
  perGuild?: number;
  slots?: ReadonlyMap<string, number>;
  deliveries?: number;
  workerId?: string;
  /** Where others work on the same store. */
  lastsMs?: number;
}

export async function openJobs({
  perGuild = 2,
  slots,
  deliveries,
  workerId = 'worker',
  lastsMs,
  ...options
}: OpenJobsOptions): Promise<Jobs> {
  const jobs = createSqlJobs(options);
  const runner = await createJobRunner({
    jobs,
    leases: jobs.leasesOf({ workerId, lastsMs }),
    workerId,
    alarms: jobs.alarms,
    perGuild,
    breakers: jobs.breakers,
    ...(slots && { slots }),
    ...(deliveries !== undefined && { deliveries }),
    ...(lastsMs !== undefined && { shared: { random: () => 0.5 } }),
    clock: options.clock,
    log: options.log,
  });
  return { ...jobs, ...runner };
}
