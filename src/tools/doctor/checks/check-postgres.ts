import type { Client, ClientConfig } from 'pg';
import type { Clock } from '../../../clock.ts';
import { clockStateOf } from '../../../cluster/clock-check.ts';
import { postgresMigrations } from '../../../jobs/sql/postgres-migrations.ts';
import { type Finding, fail, ok, skipped, warn } from '../finding.ts';

export interface CheckPostgresOptions {
  url: string;
  listenUrl: string;
  /** Of one process, at once. */
  connections: number;
  clock: Pick<Clock, 'now' | 'deadline'>;
}

const CONNECT_MS = 5_000;
const ANSWER_MS = 5_000;
const HEARD_MS = 3_000;

/** A process has so many more: one to listen, and at its start one that brings the tables up to date. */
const BESIDE_POOL = 2;

const OLDEST = 140_000;
const CHANNEL = 'coverband_doctor';

const NAMES = [
  'database rights',
  'database safety',
  'database connections',
  'database notifications',
  'database clock',
];

/** Looks at the database server of several processes; nothing in it is changed. */
export async function checkPostgres(options: CheckPostgresOptions): Promise<Finding[]> {
  const client = await connect(options.url);
  if ('finding' in client) return [client.finding, ...skip('the database has to be reached first')];
  try {
    const server = await factsOf(client);
    const found =
      server.version < OLDEST
        ? tooOld(server.version)
        : (isStandby(server) ?? ok('database', `PostgreSQL ${server.shown}`));
    if (found.state === 'fail') return [found, ...skip('another server is needed first')];
    const rights = await checkRights(client);
    return [
      found,
      rights,
      checkSafety(server),
      rights.state === 'fail'
        ? skipped('database connections', 'the rights have to be in order first')
        : await checkConnections(client, server, options.connections),
      await checkNotifications(client, options.listenUrl),
      await checkServerClock(client, options.clock),
    ];
  } finally {
    await client.end().catch(() => undefined);
  }
}

function skip(why: string): Finding[] {
  return NAMES.map((name) => skipped(name, why));
}

/** The driver is only loaded where there is such a database. */
async function connect(connectionString: string): Promise<Client | { finding: Finding }> {
  const { default: pg } = await import('pg');
  const config: ClientConfig = {
    connectionString,
    application_name: 'coverband doctor',
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: ANSWER_MS,
  };
  const client = new pg.Client(config);
  client.on('error', () => undefined);
  try {
    await client.connect();
    return client;
  } catch (error) {
    await client.end().catch(() => undefined);
    return { finding: unreachable(error) };
  }
}

function unreachable(error: unknown): Finding {
  const code = codeOf(error);
  const say = (detail: string, whatToDo: string) => fail('database', detail, whatToDo);
  switch (code) {
    case '28P01':
      return say('PostgreSQL refuses the password', 'put the right one into DATABASE_URL');
    case '28000':
      return say(
        'PostgreSQL does not let this user in from here',
        'compare DATABASE_URL with pg_hba.conf of the server',
      );
    case '3D000':
      return say('there is no such database', 'create it (createdb), or name another one in DATABASE_URL');
    case '53300':
      return say('PostgreSQL has no connection left', 'raise its max_connections, or lower DATABASE_POOL');
    case '57P03':
      return say('PostgreSQL is starting or stopping', 'try again in a while');
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return say('the host of DATABASE_URL is not known', 'look at its name, and at this machine’s resolver');
    case 'ECONNREFUSED':
      return say(
        'no PostgreSQL answers at the address of DATABASE_URL',
        'start it, and look at its port and at listen_addresses',
      );
    default:
      return say(
        `PostgreSQL cannot be reached (${code || 'no answer'})`,
        'look at its log, at the network and at the firewall',
      );
  }
}

function codeOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

interface ServerFacts {
  version: number;
  shown: string;
  isStandby: boolean;
  maxConnections: number;
  checksums: string;
  fsync: string;
  commit: string;
  fullPages: string;
}

async function factsOf(client: Client): Promise<ServerFacts> {
  const { rows } = await client.query(`SELECT
    current_setting('server_version_num')::int AS version,
    current_setting('server_version') AS shown,
    pg_is_in_recovery() AS "isStandby",
    current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int AS "maxConnections",
    current_setting('data_checksums') AS checksums,
    current_setting('fsync') AS fsync,
    current_setting('synchronous_commit') AS commit,
    current_setting('full_page_writes') AS "fullPages"`);
  return rows[0];
}

function tooOld(version: number): Finding {
  return fail(
    'database',
    `PostgreSQL ${Math.floor(version / 10_000)}, and the bot needs 14 or newer`,
    'upgrade the server',
  );
}

function isStandby({ isStandby, shown }: ServerFacts): Finding | undefined {
  if (!isStandby) return undefined;
  return fail(
    'database',
    `PostgreSQL ${shown}, a standby that takes no writes`,
    'have DATABASE_URL lead to the primary',
  );
}

async function checkRights(client: Client): Promise<Finding> {
  const name = 'database rights';
  const { rows } = await client.query(`SELECT
    has_schema_privilege(current_schema(), 'USAGE') AND has_schema_privilege(current_schema(), 'CREATE') AS "mayCreate",
    to_regclass('schema_version') IS NOT NULL AS "isThere",
    -- Migrations change tables, which only their owner may.
    coalesce((SELECT bool_and(pg_has_role(relowner, 'USAGE')) FROM pg_class
      WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace), true) AS "mayWrite"`);
  const { mayCreate, isThere, mayWrite } = rows[0];
  if (mayCreate !== true)
    return fail(name, 'the user may create nothing in the database', 'make it the owner: ALTER DATABASE … OWNER TO …');
  if (!mayWrite)
    return fail(
      name,
      'tables in the database belong to somebody else',
      'give them to the user of DATABASE_URL: REASSIGN OWNED BY … TO …',
    );
  if (!isThere) return ok(name, 'it is empty; the first start fills it');
  const { rows: versions } = await client.query('SELECT version FROM schema_version');
  const version: number = versions[0]?.version ?? 0;
  if (version > postgresMigrations.length)
    return fail(name, `the database has version ${version}, of a newer release`, 'run that release');
  const isOld = version < postgresMigrations.length;
  return ok(name, `complete; version ${version}${isOld ? '; the next start brings it up to date' : ''}`);
}

/** What was paid for must be on disk before it is sent for, and stay there. */
function checkSafety({ checksums, fsync, commit, fullPages }: ServerFacts): Finding {
  const name = 'database safety';
  const off = [
    ...(fsync === 'off' ? ['fsync'] : []),
    ...(commit === 'off' ? ['synchronous_commit'] : []),
    ...(fullPages === 'off' ? ['full_page_writes'] : []),
  ];
  if (off.length > 0)
    return fail(
      name,
      `${off.join(', ')} off: what a crash forgets is paid for twice, or lost`,
      'switch them on in postgresql.conf, and for the user and the database (ALTER ROLE, ALTER DATABASE)',
    );
  if (checksums !== 'on')
    return warn(
      name,
      'pages have no checksums, so that a failing disk may go unnoticed',
      'pg_checksums --enable, with the server stopped',
    );
  return ok(name, 'commits reach the disk, and pages have checksums');
}

async function checkConnections(client: Client, { maxConnections }: ServerFacts, pool: number): Promise<Finding> {
  const name = 'database connections';
  const each = pool + BESIDE_POOL;
  const living = Math.max(1, await livingProcesses(client));
  const needed = living * each;
  const detail = `${living} ${living === 1 ? 'process' : 'processes'} of up to ${each} need ${needed} of ${maxConnections}`;
  const whatToDo = 'raise max_connections of the server, lower DATABASE_POOL, or put PgBouncer in between';
  if (needed > maxConnections) return fail(name, detail, whatToDo);
  return needed > maxConnections * 0.8 ? warn(name, detail, whatToDo) : ok(name, detail);
}

async function livingProcesses(client: Client): Promise<number> {
  const { rows } = await client.query('SELECT to_regclass(\'workers\') IS NOT NULL AS "isThere"');
  if (!rows[0].isThere) return 0;
  const living = await client.query(
    'SELECT count(*)::int AS count FROM workers WHERE alive_until > extract(epoch FROM clock_timestamp()) * 1000',
  );
  return living.rows[0].count;
}

async function checkNotifications(client: Client, listenUrl: string): Promise<Finding> {
  const name = 'database notifications';
  const listener = await connect(listenUrl);
  const advice = 'set DATABASE_LISTEN_URL to the server itself, past any proxy such as PgBouncer';
  if ('finding' in listener) return fail(name, `${listener.finding.detail}, at DATABASE_LISTEN_URL`, advice);
  try {
    const heard = new Promise<boolean>((resolve) => {
      listener.on('notification', () => resolve(true));
      setTimeout(() => resolve(false), HEARD_MS).unref();
    });
    await listener.query(`LISTEN ${CHANNEL}`);
    await client.query('SELECT pg_notify($1, $2)', [CHANNEL, 'heard']);
    if (await heard) return ok(name, 'what one process tells reaches the others at once');
    return warn(name, 'what one process tells does not reach the others, who look every few seconds', advice);
  } catch (error) {
    return warn(name, `nobody can listen there (${codeOf(error) || 'no answer'})`, advice);
  } finally {
    await listener.end().catch(() => undefined);
  }
}

async function checkServerClock(client: Client, clock: Pick<Clock, 'now'>): Promise<Finding> {
  const name = 'database clock';
  const before = clock.now();
  const { rows } = await client.query('SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now');
  const off = (before + clock.now()) / 2 - rows[0].now;
  const state = clockStateOf(off);
  if (state === 'ok') return ok(name, 'agrees with this machine’s');
  const detail = `this machine’s clock is ${(Math.abs(off) / 1_000).toFixed(1)} seconds ${off > 0 ? 'ahead of' : 'behind'} the database’s`;
  const whatToDo = 'have both kept right (timedatectl set-ntp true)';
  return state === 'wrong' ? fail(name, `${detail}: the bot takes nothing on`, whatToDo) : warn(name, detail, whatToDo);
}
