import { sql } from 'kysely';
import pg from 'pg';
import type { Clock } from '../../clock.ts';
import type { MoveMark } from '../../database/move-mark.ts';
import { describePostgresError } from '../../database/postgres/errors.ts';
import { markMovedIn, readMoveMarkIn } from '../../database/postgres/move-mark.ts';
import { openPostgres } from '../../database/postgres/open.ts';
import type { PostgresDatabase, Sql } from '../../database.ts';
import { postgresMigrations } from '../../jobs/sql/postgres-migrations.ts';
import type { Logger } from '../../logger.ts';
import { ToolError } from '../backup/tool-error.ts';
import { CARRIED, KEY_VALUE } from './carried-tables.ts';
import type { MoveEnd } from './end.ts';
import { inOneForm } from './keyv-rows.ts';
import { readRows } from './read-rows.ts';
import type { AnyTables } from './rows.ts';

export interface PostgresEndOptions {
  url: string;
  clock: Pick<Clock, 'now' | 'monotonic' | 'sleep'>;
  /** As that of the bots on it. Only the sandbox changes it. */
  speed: number;
  random: () => number;
  log: Logger;
}

/** What a bot writes first of all, and all that it writes later. */
const HELD = ['workers', ...CARRIED.map(({ name }) => name)];

/** So long is waited for whoever is just at it, such as the server's own tidying. */
const HOLD_MS = 10_000;

/** Throws `DatabaseError`. */
export async function openPostgresEnd(options: PostgresEndOptions): Promise<MoveEnd> {
  const { url } = options;
  const database = await openPostgres({ ...options, migrations: postgresMigrations, forMove: true });
  const store = database.store<AnyTables>();
  /** Holds the locks for as long as its transaction is open. */
  let guard: pg.Client | undefined;

  return {
    engine: 'postgres',
    place: placeOfUrl(url),
    store,
    clocks: () => ({ lease: database.leaseNow(), keys: database.leaseNow() }),
    mark: () => withClient(url, readMoveMarkIn),
    async refuseWhileUsed(tx) {
      if (tx) await sql`LOCK TABLE workers IN EXCLUSIVE MODE`.execute(tx);
      await refuseLiving(tx ?? store.sql, database);
    },
    async hold() {
      await refuseLiving(store.sql, database);
      guard = await lockTables(url);
      // One may have begun in between, and nobody can any more.
      await refuseLiving(store.sql, database);
    },
    async depart(mark) {
      if (!guard) throw new Error('what is moved must be held');
      await markAndCommit(guard, mark).catch((error: unknown) => {
        throw describePostgresError(error);
      });
    },
    async read(table, after, most) {
      const rows = await readRows(store.sql, { ...table, table: table.name, after, most });
      return table === KEY_VALUE ? rows.map(inOneForm) : rows;
    },
    async insert(tx, table, rows) {
      await tx
        .insertInto(table.name)
        .values([...rows])
        .execute();
    },
    async empty(tx) {
      await sql`TRUNCATE ${sql.join(CARRIED.map(({ name }) => sql.table(name)))}`.execute(tx);
    },
    async highest(table) {
      const { rows } = await sql<{ highest: number }>`
        SELECT greatest((SELECT max(seq) FROM ${sql.table(table)}),
                        pg_sequence_last_value(pg_get_serial_sequence(${table}, 'seq')::regclass), 0) AS highest
      `.execute(store.sql);
      return rows[0]?.highest ?? 0;
    },
    async goOnAfter(table, number) {
      const sequence = sql`pg_get_serial_sequence(${table}, 'seq')`;
      await sql`SELECT setval(${sequence}, ${sql.lit(Math.max(1, number))}, ${sql.lit(number > 0)})`.execute(store.sql);
    },
    async close() {
      // A transaction that was not committed ends with its connection.
      await guard?.end().catch(() => undefined);
      await database.close();
    },
  };
}

/** Fails where the connection has not lasted since the locks were taken. */
async function markAndCommit(guard: pg.Client, mark: MoveMark): Promise<void> {
  await markMovedIn(guard, mark, HELD);
  await guard.query('COMMIT');
}

export function placeOfUrl(url: string): string {
  const { host, pathname } = new URL(url);
  return `PostgreSQL (${host}${decodeURIComponent(pathname)})`;
}

async function refuseLiving(db: Sql<AnyTables>, database: PostgresDatabase): Promise<void> {
  const living = await db
    .selectFrom('workers')
    .select('id')
    .where('alive_until', '>', database.leaseNow())
    .limit(1)
    .execute();
  if (living.length === 0) return;
  throw new ToolError(
    'a bot is at work on the PostgreSQL database: stop all of them, and move then; one that was killed counts as dead half a minute later',
  );
}

/** Whoever reads is not held up, and whoever writes is. Throws `ToolError`. */
async function lockTables(url: string): Promise<pg.Client> {
  const client = clientFor(url);
  try {
    await client.connect();
    await client.query(`BEGIN; SET LOCAL lock_timeout = ${HOLD_MS}; SET LOCAL statement_timeout = 0;
      SET LOCAL idle_in_transaction_session_timeout = 0; LOCK TABLE ${HELD.join(', ')} IN EXCLUSIVE MODE`);
    return client;
  } catch (error) {
    await client.end().catch(() => undefined);
    if (!(error instanceof Error && 'code' in error && error.code === '55P03')) throw describePostgresError(error);
    throw new ToolError('somebody writes to the PostgreSQL database: stop all bots, and move then', { cause: error });
  }
}

async function withClient<Result>(url: string, work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = clientFor(url);
  try {
    await client.connect();
    return await work(client);
  } catch (error) {
    throw describePostgresError(error);
  } finally {
    await client.end().catch(() => undefined);
  }
}

function clientFor(connectionString: string): pg.Client {
  const client = new pg.Client({ connectionString, application_name: 'coverband moves', keepAlive: true });
  // What is asked of a broken connection fails, and says so where it is asked.
  client.on('error', () => undefined);
  return client;
}
