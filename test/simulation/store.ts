import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { CompiledQuery, type Dialect } from 'kysely';
import { checkVersion, migrate } from '../../src/database/migrate.ts';
import { createSqliteEngine } from '../../src/database/sqlite-dialect.ts';
import { createStore } from '../../src/database/store.ts';
import { DatabaseFullError, type SqliteDatabase, type Store } from '../../src/database.ts';
import type { Job } from '../../src/domain/job.ts';
import { createSqlJobs, type SqlJobs } from '../../src/jobs/sql/jobs.ts';
import { jobMigrations } from '../../src/jobs/sql/migrations.ts';
import type { Logger } from '../../src/logger.ts';
import type { Stores } from '../../src/store/port.ts';
import type { Disk } from './disk.ts';
import { EndedError, type Incarnation } from './incarnation.ts';
import type { Reservation } from './watch-books.ts';

/**
 * Everything of the simulation that touches the database: one in memory, which outlives the incarnations, and the hold that each of
 * them has on it until it ends. Whoever changes the database's interface changes this file alone.
 */
export interface SharedStore {
  /** What an incarnation works on. From its end on every call throws, and nothing is written. */
  openFor(incarnation: Incarnation): SqliteDatabase;
  /** The machine ends: what was written after the last durable write is as if it had never been. */
  losePower(): void;
  /** What is in the books, read past every incarnation. */
  readJobs(): Job[];
  /** What is in them no more, as it was when it was deleted. */
  readForgotten(): Job[];
  /** Where these words still stand, whatever it is for, by table. */
  tracesOf(words: readonly string[]): { table: string; word: string; row: string }[];
  readCharges(): ChargeRow[];
  /** How often something was written about charges: where it stands still, so does what counts. */
  chargesWritten(): number;
  /** What counts in each window at this moment. */
  readSums(): Pick<ChargeRow, 'scope' | 'window' | 'count' | 'micros'>[];
  /** What covers have reserved that nobody has refused yet. */
  readReserved(): Reservation[];
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
  const prepare = (sql: string) => connection.prepare(sql);
  const recordsIn = (table: string) =>
    (prepare(`SELECT record FROM ${table} ORDER BY seq`).all() as { record: string }[]).map(
      ({ record }) => JSON.parse(record) as Job,
    );
  connection.exec(KEEPS_FORGOTTEN);
  const unsynced = createUnsynced(connection, () => disk.isFull);

  const sums = prepare(
    "SELECT scope_name || ' ' || scope_id AS scope, window_key AS window, sum(count) AS count, sum(micros) AS micros FROM charges WHERE state <> 'refunded' GROUP BY 1, 2",
  );
  const reserved = prepare(
    "SELECT job_id AS jobId, scope_name || ' ' || scope_id AS scope, window_key AS window, count, micros, record FROM charges JOIN jobs ON jobs.id = job_id WHERE charges.state = 'reserved'",
  );

  return {
    openFor(incarnation) {
      const watch = <Result>(call: () => Result): Result => {
        if (incarnation.owner.isDead) throw new EndedError('store');
        return call();
      };
      const engine = createSqliteEngine({ connection: unsynced.open(), watch });
      /** One write: it may be the last thing that the run does, before or after it is there. */
      const written = <Result>(work: () => Promise<Result>): Promise<Result> =>
        incarnation.atOnce('store:write', async () => {
          if (disk.isFull) throw full();
          return work();
        });
      const store = createStore<Record<never, never>>({
        dialect: (use) =>
          withWrites(engine.dialect(use), (query, run) =>
            unsynced.isInTransaction() || /^\s*(select|with)\b/i.test(query.sql) ? run() : written(run),
          ),
        transact: (work, how) => incarnation.atOnce('store:write', () => engine.transact(work, how)),
      });
      return {
        engine: 'sqlite',
        store: <Tables>() => store as unknown as Store<Tables>,
        query: async (sql, parameters) => (await store.sql.executeQuery(CompiledQuery.raw(sql, [...parameters]))).rows,
        onStatement: engine.onStatement,
        statement: prepare,
        checkPlace: () => undefined,
        trouble: () => (disk.isFull ? 'full' : undefined),
        copyTo: () => Promise.reject(new Error('nobody copies this database')),
        close: () => undefined,
      };
    },
    losePower: unsynced.losePower,
    readJobs: () => recordsIn('jobs'),
    readForgotten: () => recordsIn('simulation_forgotten'),
    tracesOf(words) {
      const patterns = words.map((word) => ({ word, pattern: new RegExp(`${word}(?!\\d)`) }));
      const tables = prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all() as { name: string }[];
      return tables
        .filter(({ name }) => name !== 'simulation_forgotten')
        .flatMap(({ name }) =>
          prepare(`SELECT * FROM "${name}"`)
            .all()
            .flatMap((row) => {
              const all = JSON.stringify(row);
              return patterns.flatMap(({ word, pattern }) =>
                pattern.test(all) ? { table: name, word, row: all } : [],
              );
            }),
        );
    },
    readCharges: () =>
      prepare(
        "SELECT job_id AS jobId, scope_name || ' ' || scope_id AS scope, window_key AS window, count, micros, state FROM charges",
      ).all() as unknown as ChargeRow[],
    chargesWritten: unsynced.chargesWritten,
    readSums: () => sums.all() as unknown as ReturnType<SharedStore['readSums']>,
    readReserved: () =>
      (reserved.all() as unknown as (Omit<Reservation, 'takes' | 'providers'> & { record: string })[]).flatMap(
        ({ record, ...charge }) => {
          const { wanted, candidates, tried } = JSON.parse(record) as Job;
          if (tried.length > 0) return [];
          return [{ ...charge, takes: wanted.takes, providers: candidates.map(({ provider }) => provider) }];
        },
      ),
    close: () => connection.close(),
  };
}

/** What was deleted is needed to judge a life, and the bot never sees that it is kept. A later job may have the place of one that is gone. */
const KEEPS_FORGOTTEN = `
  CREATE TABLE simulation_forgotten (seq INTEGER NOT NULL, record TEXT NOT NULL);
  CREATE TRIGGER simulation_forgets BEFORE DELETE ON jobs BEGIN
    INSERT INTO simulation_forgotten VALUES (old.seq, old.record);
  END;
`;

function full(): DatabaseFullError {
  return new DatabaseFullError('the disk is full: free some space where DATA_DIR is');
}

/**
 * A database whose commits wait in one large transaction until one of them must be on the disk, as SQLite's log waits for its next sync.
 * The transactions of the bot are savepoints in it. On a full disk one of them fails with its first change, the next with its second, …,
 * or else with its commit.
 */
function createUnsynced(connection: DatabaseSync, isFull: () => boolean) {
  connection.exec('BEGIN');
  let transactions = 0;
  let chargesWritten = 0;
  /** By the transaction that is under way. */
  let changes = 0;
  let isInside = false;
  let isDurable = true;
  const sync = () => {
    if (!isInside && isDurable) connection.exec('COMMIT; BEGIN');
  };
  const acts: Readonly<Record<string, () => void>> = {
    'BEGIN IMMEDIATE'() {
      connection.exec('SAVEPOINT work');
      isInside = true;
      changes = 0;
      transactions += 1;
    },
    COMMIT() {
      if (changes > 0 && isFull()) throw full();
      connection.exec('RELEASE work');
      isInside = false;
      sync();
    },
    ROLLBACK() {
      connection.exec('ROLLBACK TO work; RELEASE work');
      isInside = false;
    },
    'PRAGMA synchronous = NORMAL'() {
      isDurable = false;
    },
    'PRAGMA synchronous = FULL'() {
      isDurable = true;
    },
  };
  const facade: Pick<DatabaseSync, 'exec' | 'prepare' | 'isOpen' | 'isTransaction'> = {
    exec(sql) {
      const act = acts[sql];
      if (!act) throw new Error(`nobody has said what this does: ${sql}`);
      act();
    },
    prepare(sql) {
      const statement = connection.prepare(sql);
      const isRead = /^\s*select\b/i.test(sql);
      const isOfCharges = /\bcharges\b/.test(sql);
      const done = <Result>(act: () => Result): Result => {
        if (isRead) return act();
        changes += 1;
        if (isOfCharges) chargesWritten += 1;
        if (isInside && isFull() && changes > transactions % 3) throw full();
        const result = act();
        sync();
        return result;
      };
      const [run, get, all] = [
        statement.run.bind(statement),
        statement.get.bind(statement),
        statement.all.bind(statement),
      ];
      return Object.assign(statement, {
        run: (...values: SQLInputValue[]) => done(() => run(...values)),
        get: (...values: SQLInputValue[]) => done(() => get(...values)),
        all: (...values: SQLInputValue[]) => done(() => all(...values)),
      });
    },
    get isOpen() {
      return connection.isOpen;
    },
    get isTransaction() {
      return isInside;
    },
  };
  return {
    isInTransaction: () => isInside,
    chargesWritten: () => chargesWritten,
    /** For the next run, which opens it as every run does. */
    open(): DatabaseSync {
      isDurable = true;
      return facade as DatabaseSync;
    },
    losePower() {
      connection.exec('ROLLBACK; BEGIN');
      chargesWritten += 1;
      isInside = false;
    },
  };
}

/** A dialect each of whose single statements goes through somebody's hands. */
function withWrites(
  dialect: Dialect,
  through: <Result>(query: CompiledQuery, run: () => Promise<Result>) => Promise<Result>,
): Dialect {
  return {
    ...dialect,
    createDriver() {
      const driver = dialect.createDriver();
      return {
        ...driver,
        async acquireConnection(options) {
          const session = await driver.acquireConnection(options);
          return { ...session, executeQuery: (query) => through(query, () => session.executeQuery(query)) };
        },
      };
    },
  };
}

/** Answers at once, or tells a listener: not to be waited for. */
const AT_ONCE: ReadonlySet<string> = new Set(['onChange', 'onSet', 'now', 'terms']);
const STORE_MS = 6;

/** The jobs of an incarnation, behind the queue: each call takes a moment, and others come in between. */
export function createJobsFor(incarnation: Incarnation, options: Parameters<typeof createSqlJobs>[0]): SqlJobs {
  const jobs = createSqlJobs(options);
  return {
    ...behindQueue(incarnation, 'jobs', jobs),
    alarms: behindQueue(incarnation, 'alarms', jobs.alarms),
    breakers: behindQueue(incarnation, 'breakers', jobs.breakers),
    leasesOf: (worker) => behindQueue(incarnation, 'leases', jobs.leasesOf(worker)),
  };
}

export function behindQueueAll(incarnation: Incarnation, stores: Stores): Stores {
  const slow = Object.entries(stores).map(([name, store]) => [name, behindQueue(incarnation, name, store)] as const);
  return Object.fromEntries(slow) as unknown as Stores;
}

function behindQueue<Port extends object>(incarnation: Incarnation, name: string, port: Port): Port {
  const entries = Object.entries(port).map(([method, call]) => {
    if (typeof call !== 'function' || AT_ONCE.has(method)) return [method, call] as const;
    const slow = (...values: unknown[]) =>
      incarnation.effect({
        name: `${name}:${nameOf(method, values)}`,
        about: idIn(values),
        act: () => (call as (...values: unknown[]) => Promise<unknown>)(...values),
        takesMs: STORE_MS,
      });
    return [method, slow] as const;
  });
  return Object.fromEntries(entries) as Port;
}

/** What is asked for by an id, or with something that has one. */
function idIn([first]: readonly unknown[]): string | undefined {
  const id = typeof first === 'object' && first !== null && 'id' in first ? first.id : first;
  return typeof id === 'string' ? id : undefined;
}

/** A change of a job goes by where the job goes: that is what there is between an intent and its answer. */
function nameOf(method: string, values: readonly unknown[]): string {
  const move = values[2];
  if (method === 'change' && typeof move === 'object' && move !== null && 'to' in move) return `to ${String(move.to)}`;
  return method;
}
