import { DatabaseSync } from 'node:sqlite';
import { transact } from '../../src/database/connection.ts';
import { checkVersion, migrate } from '../../src/database/migrate.ts';
import { type Database, DatabaseFullError, type Statement } from '../../src/database.ts';
import type { Job } from '../../src/domain/job.ts';
import { createSqliteJobs, type SqliteJobs } from '../../src/jobs/sqlite/jobs.ts';
import { jobMigrations } from '../../src/jobs/sqlite/migrations.ts';
import type { Logger } from '../../src/logger.ts';
import type { Stores } from '../../src/store/port.ts';
import type { Disk } from './disk.ts';
import { EndedError, type Incarnation } from './incarnation.ts';

/**
 * Everything of the simulation that touches the database: one in memory, which outlives the incarnations, and the hold that each of
 * them has on it until it ends. Whoever changes the database's interface changes this file alone.
 */
export interface SharedStore {
  /** What an incarnation works on. From its end on every call throws, and nothing is written. */
  openFor(incarnation: Incarnation): Database;
  /** What is in the books, read past every incarnation. */
  readJobs(): Job[];
  readCharges(): ChargeRow[];
  close(): void;
}

export interface ChargeRow {
  jobId: string;
  scope: string;
  window: string;
  count: number;
  micros: number;
  state: string;
}

export function createSharedStore(log: Logger, disk: Disk): SharedStore {
  const connection = new DatabaseSync(':memory:');
  checkVersion(connection, jobMigrations);
  migrate(connection, jobMigrations, log);
  const prepared = new Map<string, ReturnType<DatabaseSync['prepare']>>();
  const prepare = (sql: string) => {
    const known = prepared.get(sql) ?? connection.prepare(sql);
    prepared.set(sql, known);
    return known;
  };

  return {
    openFor(incarnation) {
      const refuseIfFull = () => {
        if (disk.isFull) throw new DatabaseFullError('the disk is full: free some space where DATA_DIR is');
      };
      const guarded = <Result>(isWrite: boolean, work: () => Result): Result => {
        if (connection.isTransaction) return work();
        if (!isWrite) {
          if (incarnation.owner.isDead) throw new EndedError('store:read');
          return work();
        }
        return incarnation.atOnce('store:write', () => {
          refuseIfFull();
          return work();
        });
      };
      const statement = (sql: string): Statement => {
        const own = prepare(sql);
        const isWrite = !/^\s*(SELECT|WITH)\b/i.test(sql);
        return {
          run: ((...values: never[]) => guarded(isWrite, () => own.run(...values))) as Statement['run'],
          get: ((...values: never[]) => guarded(isWrite, () => own.get(...values))) as Statement['get'],
          all: ((...values: never[]) => guarded(isWrite, () => own.all(...values))) as Statement['all'],
        };
      };
      const statements = new Map<string, Statement>();
      return {
        statement(sql) {
          const known = statements.get(sql) ?? statement(sql);
          statements.set(sql, known);
          return known;
        },
        transaction: (work) => guarded(true, () => transact(connection, work)),
        checkPlace: () => undefined,
        trouble: () => (disk.isFull ? 'full' : undefined),
        copyTo: () => Promise.reject(new Error('nobody copies this database')),
        close: () => undefined,
      };
    },
    readJobs: () =>
      (prepare('SELECT record FROM jobs ORDER BY seq').all() as { record: string }[]).map(
        ({ record }) => JSON.parse(record) as Job,
      ),
    readCharges: () =>
      prepare(
        "SELECT job_id AS jobId, scope_name || ' ' || scope_id AS scope, window_key AS window, count, micros, state FROM charges",
      ).all() as unknown as ChargeRow[],
    close: () => connection.close(),
  };
}

/** Answers at once, or tells a listener: not to be waited for. */
const AT_ONCE: ReadonlySet<string> = new Set(['onChange', 'onSet', 'now', 'terms']);
const STORE_MS = 6;

/** The jobs of an incarnation, behind the queue: each call takes a moment, and others come in between. */
export function createJobsFor(incarnation: Incarnation, options: Parameters<typeof createSqliteJobs>[0]): SqliteJobs {
  const jobs = createSqliteJobs(options);
  return { ...behindQueue(incarnation, 'jobs', jobs), alarms: behindQueue(incarnation, 'alarms', jobs.alarms) };
}

export function behindQueueAll(incarnation: Incarnation, { draftUploads, ...stores }: Stores): Stores {
  const slow = Object.entries(stores).map(([name, store]) => [name, behindQueue(incarnation, name, store)] as const);
  return { ...Object.fromEntries(slow), draftUploads } as Stores;
}

function behindQueue<Port extends object>(incarnation: Incarnation, name: string, port: Port): Port {
  const entries = Object.entries(port).map(([method, call]) => {
    if (typeof call !== 'function' || AT_ONCE.has(method)) return [method, call] as const;
    const slow = (...values: unknown[]) =>
      incarnation.effect({
        name: `${name}:${nameOf(method, values)}`,
        act: () => (call as (...values: unknown[]) => Promise<unknown>)(...values),
        takesMs: STORE_MS,
      });
    return [method, slow] as const;
  });
  return Object.fromEntries(entries) as Port;
}

/** A change of a job goes by where the job goes: that is what there is between an intent and its answer. */
function nameOf(method: string, values: readonly unknown[]): string {
  const move = values[2];
  if (method === 'change' && typeof move === 'object' && move !== null && 'to' in move) return `to ${String(move.to)}`;
  return method;
}
