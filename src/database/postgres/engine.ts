import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
} from 'kysely';
import type { Pool, PoolClient } from 'pg';
import type { Store } from '../store.ts';
import { createTransactionScope } from '../transaction-scope.ts';
import { breaksConnection, describePostgresError, faultOf, type PostgresFault } from './errors.ts';
import type { ServerClock } from './server-clock.ts';

/**
 * How long the server bears with a transaction, in milliseconds. A process that is stopped in the middle of one holds its locks: the
 * server ends it soon, and others go on.
 */
export interface TransactionLimits {
  /** Without a statement. */
  idleMs: number;
  /** For one statement. */
  statementMs: number;
  /** For one lock. */
  lockMs: number;
}

export const transactionLimits: TransactionLimits = { idleMs: 2_000, statementMs: 5_000, lockMs: 2_000 };

/** The limits are said in each transaction, since a proxy may hand the same session to somebody else. */
function beginning({ idleMs, statementMs, lockMs }: TransactionLimits): string {
  return `BEGIN;
SET LOCAL idle_in_transaction_session_timeout = ${idleMs};
SET LOCAL statement_timeout = ${statementMs};
SET LOCAL lock_timeout = ${lockMs};
SELECT pg_current_xact_id()::text AS id, extract(epoch FROM clock_timestamp()) * 1000 AS now`;
}

/** Between tries of a transaction: others are through by then, and a server that starts again takes a while. */
const PAUSES_MS = [10, 50, 150, 500, 1_000, 2_000];

/** So long is asked what became of a commit whose answer was lost. */
const LONGEST_DOUBT_MS = 30_000;

export interface PostgresEngineOptions {
  pool: Pool;
  clock: {
    monotonic(): number;
    sleep(ms: number): Promise<void>;
  };
  serverClock: ServerClock;
  /** Between nought and one; spreads out those who try again. */
  random(): number;
  limits?: TransactionLimits;
  /** Told of whatever went well, and of each failure, whether it is tried again or not. `hasWritten`: rows were changed. */
  onAnswer(hasWritten: boolean): void;
  onFailure(error: unknown): void;
}

interface Answer<Result> {
  result: Result;
  hasWritten: boolean;
}

export interface PostgresEngine {
  store: Store<Record<never, never>>;
  onStatement(listener: (sql: string) => void): void;
}

export function createPostgresEngine({
  pool,
  clock,
  serverClock,
  random,
  limits = transactionLimits,
  onAnswer,
  onFailure,
}: PostgresEngineOptions): PostgresEngine {
  const beginningText = beginning(limits);
  const scope = createTransactionScope();
  const listeners: ((sql: string) => void)[] = [];
  const seen = new Set<string>();

  const note = (sql: string) => {
    if (listeners.length === 0 || seen.has(sql)) return;
    seen.add(sql);
    for (const listener of listeners) listener(sql);
  };

  const nameOf = createNames();

  const sessionOn = (client: Pick<PoolClient, 'query'>, onChanged?: () => void): DatabaseConnection => ({
    async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
      note(sql);
      const name = nameOf(sql);
      const values = parameters.map(toParameter);
      const { command, rows, rowCount } = await client.query({
        text: sql,
        values,
        ...(name !== undefined && { name }),
      });
      const isChange = command === 'INSERT' || command === 'UPDATE' || command === 'DELETE' || command === 'MERGE';
      const changed = isChange ? (rowCount ?? 0) : 0;
      if (changed > 0) onChanged?.();
      return { rows, ...(isChange && { numAffectedRows: BigInt(changed) }) };
    },
    // biome-ignore lint/correctness/useYield: what Kysely asks of a connection, and nobody here of Kysely.
    async *streamQuery() {
      throw new Error('results are not streamed');
    },
  });

  const builderFor = (session: DatabaseConnection, guard: () => void): Kysely<Record<never, never>> =>
    new Kysely({ dialect: dialectFor(session, guard) });

  /** Those that have changed rows since their transaction began. */
  const writing = new WeakSet<PoolClient>();
  const builders = new WeakMap<PoolClient, Kysely<Record<never, never>>>();
  const builderOn = (client: PoolClient) => {
    const known = builders.get(client);
    if (known) return known;
    const made = builderFor(
      sessionOn(client, () => writing.add(client)),
      () => undefined,
    );
    builders.set(client, made);
    return made;
  };

  const begin = async (client: PoolClient): Promise<string> => {
    const askedAt = clock.monotonic();
    const results = (await client.query(beginningText)) as unknown as { rows: { id: string; now: number }[] }[];
    const row = results.at(-1)?.rows[0];
    if (!row) throw new Error('the database did not say what transaction it has begun');
    serverClock.note(row.now, askedAt, clock.monotonic());
    return row.id;
  };

  const statusOf = async (id: string): Promise<unknown> => {
    try {
      const { rows } = await pool.query('SELECT pg_xact_status($1::xid8) AS status', [id]);
      return rows[0]?.status;
    } catch (error) {
      // A number that this server has not reached: it is another one by now, which never saw the transaction.
      if (error instanceof Error && 'code' in error && error.code === '22023') return 'aborted';
      if (faultOf(error) === 'away') return 'unknown';
      throw error;
    }
  };

  /** Whether a commit whose answer was lost has come about. Asked until the server knows. */
  const isCommitted = async (id: string): Promise<boolean> => {
    const givesUpAt = clock.monotonic() + LONGEST_DOUBT_MS;
    for (let tries = 0; ; tries += 1) {
      const status = await statusOf(id);
      if (status === 'committed') return true;
      if (status === 'aborted') return false;
      if (status === null || clock.monotonic() > givesUpAt)
        throw new Error('what became of a commit could not be learned');
      await clock.sleep(pauseAfter(tries, random()));
    }
  };

  /** One try. What it throws has kept nothing. */
  const attempt = async <Result>(
    work: (sql: Kysely<Record<never, never>>) => Promise<Result>,
  ): Promise<Answer<Result>> => {
    const client = await pool.connect();
    writing.delete(client);
    let broken: unknown;
    // Without a listener, a connection that breaks between two statements would end the process.
    const onError = (error: Error) => {
      broken ??= error;
    };
    client.on('error', onError);
    try {
      const id = await begin(client);
      const result = await scope.run(() => work(builderOn(client)));
      try {
        const { command } = await client.query('COMMIT');
        // PostgreSQL answers so where a statement had failed and somebody went on all the same.
        if (command === 'ROLLBACK') throw new Error('a transaction went on after one of its statements had failed');
      } catch (error) {
        if (!breaksConnection(error)) throw error;
        broken ??= error;
        if (!(await isCommitted(id))) throw error;
      }
      return { result, hasWritten: writing.has(client) };
    } catch (error) {
      if (breaksConnection(error)) broken ??= error;
      else
        await client.query('ROLLBACK').catch((failure: unknown) => {
          broken ??= failure;
        });
      throw error;
    } finally {
      client.off('error', onError);
      client.release(broken !== undefined);
    }
  };

  /** Asks again as long as it is worth it. What failed in between has kept nothing. */
  const patiently = async <Result>(
    ask: () => Promise<Answer<Result>>,
    isRepeatable: (fault: PostgresFault) => boolean,
  ): Promise<Result> => {
    for (let tries = 0; ; tries += 1) {
      try {
        const { result, hasWritten } = await ask();
        onAnswer(hasWritten);
        return result;
      } catch (error) {
        onFailure(error);
        const fault = faultOf(error);
        if (!fault || !isRepeatable(fault) || tries >= mostTriesAfter(error)) throw describePostgresError(error);
        await clock.sleep(pauseAfter(tries, random()));
      }
    }
  };

  /** Statements by themselves each take any connection that is free. */
  const loose = sessionOn({ query: pool.query.bind(pool) as PoolClient['query'] });
  const sql = builderFor(
    {
      ...loose,
      executeQuery: (query) =>
        patiently(
          async () => {
            const result = await loose.executeQuery(query);
            return { result, hasWritten: (result.numAffectedRows ?? 0n) > 0n };
          },
          // Of a change whose answer was lost nobody knows whether it came about.
          (fault) => fault === 'again' || (fault === 'away' && query.query.kind === 'SelectQueryNode'),
        ) as Promise<QueryResult<never>>,
    },
    scope.refuseInside,
  );

  const write: PostgresEngine['store']['write'] = async (work, onCommitted) => {
    scope.refuseInside();
    const result = await patiently(
      () => attempt(work),
      (fault) => fault === 'again' || fault === 'away',
    );
    onCommitted?.(result);
    return result;
  };

  return {
    store: { sql, write, relaxed: { sql, write } },
    onStatement: (listener) => void listeners.push(listener),
  };
}

/** Of texts that are built with a varying number of parameters, hardly any comes so often. */
const NAMED_FROM = 4;
const NAMES_KEPT = 400;

/** Names for statements that come again and again: the server keeps what it has made of them, for each session. */
function createNames(): (sql: string) => string | undefined {
  const uses = new Map<string, number>();
  const names = new Map<string, string>();

  return (sql) => {
    const known = names.get(sql);
    if (known !== undefined || names.size >= NAMES_KEPT) return known;
    const times = (uses.get(sql) ?? 0) + 1;
    if (uses.size > NAMES_KEPT * 10) uses.clear();
    uses.set(sql, times);
    if (times < NAMED_FROM) return undefined;
    uses.delete(sql);
    const name = `s${names.size}`;
    names.set(sql, name);
    return name;
  };
}

function dialectFor(session: DatabaseConnection, guard: () => void): Dialect {
  const driver: Driver = {
    async init() {},
    async acquireConnection() {
      guard();
      return session;
    },
    beginTransaction: () => Promise.reject(new Error('transactions are begun by `write`')),
    commitTransaction: () => Promise.reject(new Error('transactions are ended by `write`')),
    rollbackTransaction: () => Promise.reject(new Error('transactions are ended by `write`')),
    async releaseConnection() {},
    async destroy() {},
  };
  return {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => driver,
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  };
}

/** The same row written twice says more than that somebody was faster, if it happens again and again. */
const MOST_OF_SAME_ROW = 3;

function mostTriesAfter(error: unknown): number {
  const isSameRow = error instanceof Error && 'code' in error && error.code === '23505';
  return isSameRow ? MOST_OF_SAME_ROW : PAUSES_MS.length;
}

/** Half to whole of what is due after so many tries. */
function pauseAfter(tries: number, random: number): number {
  const longest = PAUSES_MS[Math.min(tries, PAUSES_MS.length - 1)] ?? 0;
  return longest / 2 + (longest / 2) * random;
}

/** PostgreSQL keeps no text with a zero in it, which no member ever sees. */
function toParameter(value: unknown): unknown {
  return typeof value === 'string' && value.includes('\0') ? value.replaceAll('\0', '') : value;
}
