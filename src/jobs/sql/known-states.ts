import { type SqlBool, sql } from 'kysely';
import { jobStates } from '../../domain/job.ts';

/**
 * While releases change, another process may give jobs states that this release has never heard of. Such jobs are that process's alone:
 * nothing is claimed of them here.
 */
const KNOWN = sql.join(jobStates.map((state) => sql.lit(state)));

/** Of a row of `job_turns`. */
export const isInKnownState = sql<SqlBool>`exists (select 1 from jobs where jobs.seq = job_seq and jobs.state in (${KNOWN}))`;

/** Of a row of `alarms`, whose job may be gone, or may be a member in place of one. */
export const isOfKnownState = sql<SqlBool>`not exists (select 1 from jobs where jobs.id = alarms.job_id and jobs.state not in (${KNOWN}))`;
