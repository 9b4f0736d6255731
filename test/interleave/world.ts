import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import pg from 'pg';
import { transactionLimits } from '../../src/database/postgres/engine.ts';
import { openPostgres, type PostgresOptions } from '../../src/database/postgres/open.ts';
import type { PostgresDatabase } from '../../src/database.ts';
import { createSqlJobs, type SqlJobs } from '../../src/jobs/sql/jobs.ts';
import { postgresMigrations } from '../../src/jobs/sql/postgres-migrations.ts';
import { createLogger } from '../../src/logger.ts';
import { createManualClock, type ManualClock } from '../support/manual-clock.ts';
import { wipePostgres } from '../support/wipe-postgres.ts';
import { createGate, type Gate } from './gate.ts';
import type { Who } from './order.ts';
import { restoringScript } from './restore.ts';

/** By the lease clock, at the beginning of each case. */
export const LEASE_NOW = 1_000_000;

/** Where the other one has to wait until the server ends who stands still. */
const IDLE_MS = 60;

/** What of a process works on the database. */
export interface Opener {
  database: PostgresDatabase;
  jobs: SqlJobs;
}

/** A database with two who work on it at once, and who prepares it and looks at it afterwards. */
export interface World {
  /** Whose statements nobody holds. */
  direct: Opener;
  clock: ManualClock;
  gates: Record<Who, Gate>;
  /** One of the two as a process that has begun just now; `ahead`: by so much the server's time is ahead in it. */
  openerOf(who: Who, isShortOfTime: boolean): (ahead?: number) => Opener;
  query(sql: string, values?: unknown[]): Promise<Record<string, unknown>[]>;
  empty(): Promise<void>;
  /** What is there now is there again after each `restore`. */
  save(): Promise<void>;
  restore(): Promise<void>;
  close(): Promise<void>;
}

/** How many cases leave little enough behind for the next ones to be as fast. */
const CASES_BETWEEN_VACUUMS = 150;

export async function openWorld(serverUrl: string, name: string): Promise<World> {
  const server = new pg.Client({ connectionString: serverUrl });
  await server.connect();
  await server.query(`CREATE DATABASE ${name}`);
  // Those who lock each other out are told soon; only who administers the server may say so.
  await server.query(`ALTER DATABASE ${name} SET deadlock_timeout = '40ms'`).catch(() => undefined);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  const monitor = new pg.Client({ connectionString: url.href });
  const beside = new pg.Client({ connectionString: url.href });
  await Promise.all([monitor.connect(), beside.connect()]);
  const clock = createManualClock();
  const log = createLogger({ level: 'silent' });
  const gates: Record<Who, Gate> = { A: createGate(monitor), B: createGate(monitor) };

  const open = (options: Partial<PostgresOptions> = {}) =>
    openPostgres({
      url: url.href,
      migrations: postgresMigrations,
      clock: { now: Date.now, monotonic: () => performance.now(), sleep: () => turnOfTheLoop() },
      random: () => 0.5,
      log,
      ...options,
    });
  const openGated = (gate: Gate, idleMs: number) =>
    open({
      createPool: gate.createPool,
      clock: { now: Date.now, monotonic: () => performance.now(), sleep: gate.sleep },
      limits: { ...transactionLimits, idleMs },
    });
  const openerOn = (database: PostgresDatabase, ahead = 0): Opener => {
    const leaseNow = () => LEASE_NOW + Math.floor(clock.monotonic()) + ahead;
    const atItsTime = { ...database, leaseNow };
    return { database: atItsTime, jobs: createSqlJobs({ database: atItsTime, clock, log }) };
  };

  const opened = await open();
  const direct = openerOn(opened);
  const patient = { A: await openGated(gates.A, 20_000), B: await openGated(gates.B, 20_000) };
  const short = { A: await openGated(gates.A, IDLE_MS), B: await openGated(gates.B, IDLE_MS) };
  let restoring = '';
  let cases = 0;

  return {
    direct,
    clock,
    gates,
    openerOf: (who, isShortOfTime) => (ahead) => openerOn((isShortOfTime ? short : patient)[who], ahead),
    query: async (sql, values) => (await beside.query(sql, values)).rows,
    empty: () => wipePostgres(beside),
    async save() {
      restoring = await restoringScript(beside);
    },
    async restore() {
      await beside.query(restoring);
      cases += 1;
      if (cases % CASES_BETWEEN_VACUUMS === 0) await beside.query('VACUUM');
    },
    async close() {
      for (const one of [opened, ...Object.values(patient), ...Object.values(short)]) await one.close();
      await Promise.all([monitor.end(), beside.end()]);
      await server.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      await server.end();
    },
  };
}
