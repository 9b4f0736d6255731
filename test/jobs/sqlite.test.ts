import { describeJobs } from '../contracts/jobs.ts';
import { createSqliteHarness } from './sqlite-harness.ts';

describeJobs('jobs in SQLite', createSqliteHarness);
