import pg from 'pg';
import type { Clock } from '../../clock.ts';
import type { PostgresDatabase } from '../../database.ts';
import type { Logger } from '../../logger.ts';
import type { DatabaseTrouble } from '../errors.ts';
import { refuseMoved } from '../move-mark.ts';
import type { Store } from '../store.ts';
import { createPostgresEngine, type TransactionLimits, transactionLimits } from './engine.ts';
import { describePostgresError } from './errors.ts';
import { createServerHealth } from './health.ts';
import { migratePostgres } from './migrate.ts';
import { readMoveMarkIn } from './move-mark.ts';
import { createServerClock } from './server-clock.ts';

export interface PostgresOptions {
  /** `postgres://user:password@host:port/database`. */
  url: string;
  /** How many connections this process may have for its statements. */
  connections?: number;
  /** Makes what they are taken from. Default: `pg.Pool` itself. */
  createPool?: (config: pg.PoolConfig) => pg.Pool;
  limits?: TransactionLimits;
  /** SQL scripts in order; the place in the list, counted from one, is the version that a script leads to. */
  migrations: readonly string[];
  /** Opens also what was moved elsewhere, or is only arriving. For the move itself; nobody else may work on such a one. */
  forMove?: boolean;
  /** Told once at the beginning of each trouble with the server's disk or its data. */
  onTrouble?: (trouble: DatabaseTrouble) => void;
  /** Of this machine's own pace, as the server's. */
  clock: Pick<Clock, 'now' | 'monotonic' | 'sleep'>;
  /** How many seconds pass in one real second. Only the sandbox changes it. */
  speed?: number;
  random: () => number;
  log: Logger;
}

/** Who asks for a connection waits so long for one, and who has asked the server for something so long for its answer. */
const CONNECT_MS = 2_000;
const ANSWER_MS = 10_000;

/** Of those that nobody uses: many processes share what the server has. */
const IDLE_MS = 30_000;

const KEEP_ALIVE_MS = 10_000;

/** Whole numbers of eight bytes come as text, since not all of them fit; ours all do: they are times and sums of money. */
const AS_NUMBERS = new Set([pg.types.builtins.INT8, pg.types.builtins.NUMERIC]);

/** Reaches the server, and brings its database to the newest version. Throws `DatabaseError`. */
export async function openPostgres(options: PostgresOptions): Promise<PostgresDatabase> {
  const { url, connections = 5, migrations, forMove = false, onTrouble, clock, speed = 1, random, log } = options;
  const { createPool = (config) => new pg.Pool(config), limits = transactionLimits } = options;
  const connection = { connectionString: url, application_name: 'coverband', keepAlive: true } as const;
  const pool = createPool({
    ...connection,
    keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
    max: connections,
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: ANSWER_MS,
    idleTimeoutMillis: IDLE_MS,
    types: {
      getTypeParser: (id, format) =>
        AS_NUMBERS.has(id) && format !== 'binary' ? Number : pg.types.getTypeParser(id, format),
    },
  });
  const health = createServerHealth({ log, onTrouble, monotonic: clock.monotonic });

  // One that breaks while nobody uses it: the next who asks gets another.
  pool.on('error', (error) => log.debug({ reason: error.message }, 'an idle connection to the database has ended'));
  const serverClock = createServerClock(clock.monotonic);
  const engine = createPostgresEngine({
    pool,
    clock,
    serverClock,
    random,
    limits,
    onAnswer: health.answered,
    onFailure: health.failed,
  });

  try {
    await migrateAlone(connection, { migrations, forMove, log });
    // Tells the time of the server.
    await engine.store.write(async () => undefined);
  } catch (error) {
    await pool.end();
    throw describePostgresError(error);
  }

  let isClosed = false;
  return {
    engine: 'postgres',
    store: <Tables>() => engine.store as unknown as Store<Tables>,
    onStatement: engine.onStatement,
    leaseNow: () => Math.floor(serverClock.now() * speed),
    async notify(channel, message) {
      await pool.query('SELECT pg_notify($1, $2)', [channel, message]);
    },
    clockOffsetMs: () => serverClock.offsetOf(clock.now()),
    connections: () => ({ inUse: pool.totalCount - pool.idleCount, waiting: pool.waitingCount }),
    trouble: health.current,
    checkPlace: () => undefined,
    async close() {
      if (isClosed) return;
      isClosed = true;
      await pool.end();
    },
  };
}

/** Takes as long as it takes, and so on a connection without limits. */
async function migrateAlone(
  connection: pg.ClientConfig,
  { migrations, forMove, log }: Pick<PostgresOptions, 'migrations' | 'log'> & { forMove: boolean },
): Promise<void> {
  const client = new pg.Client({ ...connection, connectionTimeoutMillis: CONNECT_MS });
  client.on('error', () => undefined);
  try {
    await client.connect();
    if (!forMove) refuseMoved(await readMoveMarkIn(client), 'postgres');
    await migratePostgres(client, migrations, log);
  } finally {
    await client.end().catch(() => undefined);
  }
}
