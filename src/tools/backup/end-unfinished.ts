import type { Clock } from '../../clock.ts';
import { openDatabase } from '../../database.ts';
import type { Job, Move } from '../../domain/job.ts';
import { settlementOfLoss, settlementOfTakes } from '../../domain/money/settle-takes.ts';
import { createSqlJobs } from '../../jobs/sql/jobs.ts';
import { jobMigrations } from '../../jobs/sql/migrations.ts';
import type { Logger } from '../../logger.ts';

/**
 * Brings what is unfinished in a database to an end, and tells nobody: nothing of it is sent to a provider or posted again.
 * What waited costs nothing; of what may have been paid for, the money is taken as spent and the count given back.
 */
export async function endUnfinished(file: string, { clock, log }: { clock: Clock; log: Logger }): Promise<void> {
  const database = openDatabase({ migrations: jobMigrations, file, log });
  try {
    const jobs = createSqlJobs({ database, clock, log });
    for (const job of await jobs.unfinished()) await jobs.change(job.id, job.version, endOf(job));
  } finally {
    database.close();
  }
}

function endOf(job: Job): Move {
  const set = { progress: null };
  const isOpen = job.settled === 'reserved';
  if (job.state === 'queued') return { to: 'cancelled', set, ...(isOpen && { settle: { kind: 'refund' } }) };
  const settle = job.takes.length > 0 ? settlementOfTakes(job) : settlementOfLoss(job);
  const provider = job.task?.provider ?? '';
  const failure = { key: 'provider.presumedSpent', params: { provider } } as const;
  return { to: 'failed', set: { ...set, failure }, ...(isOpen && { settle }) };
}
