import type { ProviderLimit } from '../../src/domain/turns/turns.ts';
import { createJobRunner } from '../../src/jobs/runner/runner.ts';
import type { JobRunner } from '../../src/jobs/runner.ts';
import { createSqlJobs, type SqlJobs, type SqlJobsOptions } from '../../src/jobs/sql/jobs.ts';

/** What is kept of jobs, and what hands out the work on them. */
export type Jobs = SqlJobs & JobRunner;

export interface OpenJobsOptions extends SqlJobsOptions {
  perGuild?: number;
  limits?: ReadonlyMap<string, ProviderLimit>;
  deliveries?: number;
  workerId?: string;
}

export async function openJobs({
  perGuild = 2,
  limits,
  deliveries,
  workerId = 'worker',
  ...options
}: OpenJobsOptions): Promise<Jobs> {
  const jobs = createSqlJobs(options);
  const runner = await createJobRunner({
    jobs,
    leases: jobs.leasesOf({ workerId }),
    alarms: jobs.alarms,
    perGuild,
    ...(limits && { limits }),
    ...(deliveries !== undefined && { deliveries }),
    clock: options.clock,
    log: options.log,
  });
  return { ...jobs, ...runner };
}

/** Limits of providers in good health. */
export function limitsOf(slots: Readonly<Record<string, number>>): ReadonlyMap<string, ProviderLimit> {
  return new Map(
    Object.entries(slots).map(([name, count]) => [name, { slots: count, closedUntil: 0, isOnTrial: false }]),
  );
}
