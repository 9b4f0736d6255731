import { join } from 'node:path';
import type { Application } from '../application.ts';
import type { Clock } from '../clock.ts';
import type { FleetWatch } from '../cluster/fleet-watch.ts';
import type { Duties } from '../cluster/port.ts';
import { BackupError, createBackups } from '../database/backups.ts';
import type { Database } from '../database.ts';
import type { ConnectionCounts, CountedMetrics, FleetFacts } from '../http/metrics.ts';
import type { Health } from '../http/port.ts';
import type { JobFeed } from '../jobs/feed.ts';
import type { JobRunner } from '../jobs/runner.ts';
import type { JobStore } from '../jobs/store.ts';
import type { Logger } from '../logger.ts';
import { readVersion } from '../version.ts';
import type { Lifetime } from './lifetime.ts';

export interface OpenOperatorOptions {
  operator: { port: number; host?: string | undefined; secret: string };
  dataFolder: string;
  database: Database;
  /** Undefined where the database is no file. */
  file: string | undefined;
  jobs: Pick<JobStore, 'unfinished' | 'queueCounts'> & JobFeed;
  runner: Pick<JobRunner, 'signOfLifeAgeMs'>;
  /** Of a process among several. */
  cluster: Duties | undefined;
  fleet: FleetWatch | undefined;
  application: Pick<Application, 'presumed' | 'budgetState'>;
  providers: readonly string[];
  health(): Health;
  connections(): ConnectionCounts;
  lifetime: Lifetime;
  clock: Clock;
  log: Logger;
}

/** The port on which the operator, and whoever watches over the bot, ask how it is. */
export async function openOperator(options: OpenOperatorOptions): Promise<{ port: number; metrics: CountedMetrics }> {
  const { operator, dataFolder, database, file, jobs, application, health, lifetime, clock, log } = options;
  // Loaded only where it is wanted: its HTTP server is a tenth of an idle bot's memory.
  const [{ createOperator }, { createMetrics }] = await Promise.all([
    import('../http/operator.ts'),
    import('../http/metrics.ts'),
  ]);
  const fleet = fleetFacts(options);
  const metrics = createMetrics({ ...options, fleet, version: readVersion(), budget: application.budgetState });
  if (!fleet) metrics.jobsFound(await jobs.unfinished());
  const backup = backupOf({ database, file, dataFolder, clock });
  const { presumed } = application;
  const server = lifetime.opened(createOperator({ ...operator, health, metrics, backup, presumed, log }), (it) =>
    it.stop(),
  );
  jobs.onChange(metrics.jobChanged);
  jobs.onChange(server.announce);
  return { port: (await server.start()).port, metrics };
}

function fleetFacts({ database, jobs, runner, cluster, fleet }: OpenOperatorOptions): FleetFacts | undefined {
  if (!cluster || !fleet || database.engine !== 'postgres') return undefined;
  return {
    isSpeaker: () => cluster.isOurs('metrics'),
    queueCounts: jobs.queueCounts,
    living: fleet.living,
    duties: fleet.duties,
    connections: database.connections,
    clockOffsetMs: database.clockOffsetMs,
    signOfLifeAgeMs: runner.signOfLifeAgeMs,
    differing: () => fleet.differing().length,
  };
}

function backupOf({
  database,
  file,
  dataFolder,
  clock,
}: Pick<OpenOperatorOptions, 'database' | 'file' | 'dataFolder' | 'clock'>) {
  if (database.engine === 'postgres' || file === undefined)
    return () => Promise.reject(new BackupError('the database is PostgreSQL: back it up with pg_dump'));
  const backups = createBackups({ database, file, folder: join(dataFolder, 'backups'), clock });
  return async () => {
    const { name, sizeBytes } = await backups.make();
    return { file: join('backups', name), sizeBytes };
  };
}
