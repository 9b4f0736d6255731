import { execFile, spawn } from 'node:child_process';
import { chown, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';

const run = promisify(execFile);

/** A PostgreSQL of a test's own. */
export interface PostgresServer {
  /** Of its own database of administration. */
  url: string;
  /** As a crash of the server would. */
  kill(): Promise<void>;
  /** Ends all connections to it. */
  cut(): Promise<void>;
  /** Stops it within a second, whoever is connected. */
  stop(): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
}

export interface PostgresServerOptions {
  /** Whether commits reach the disk. Default: no, since a test's database lives no longer than the machine. */
  isDurable?: boolean;
}

const STARTS_WITHIN_MS = 20_000;

/** Undefined where PostgreSQL is not installed. */
export async function startPostgres({
  isDurable = false,
}: PostgresServerOptions = {}): Promise<PostgresServer | undefined> {
  const programs = await findPrograms();
  if (!programs) return undefined;
  const folder = await mkdtemp(join(tmpdir(), 'coverband-postgres-'));
  const data = join(folder, 'data');
  const port = await freePort();
  const user = await unprivileged();
  if (user) await chown(folder, user.uid, user.gid);
  const as = user ?? {};
  await run(
    join(programs, 'initdb'),
    ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync', '--data-checksums'],
    { ...as, cwd: folder },
  );
  const durable = isDurable ? [] : ['fsync = off', 'synchronous_commit = off', 'full_page_writes = off'];
  const settings = [
    ...durable,
    `port = ${port}`,
    "listen_addresses = '127.0.0.1'",
    `unix_socket_directories = '${folder}'`,
    'max_connections = 200',
    'shared_buffers = 64MB',
    'log_min_messages = fatal',
  ];
  await writeFile(join(data, 'postgresql.auto.conf'), `${settings.join('\n')}\n`);
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  let server: ReturnType<typeof spawn> | undefined;
  let ended: Promise<void> = Promise.resolve();

  const end = async (signal: NodeJS.Signals) => {
    server?.kill(signal);
    await ended;
    server = undefined;
  };

  const start = async () => {
    if (server) return;
    const started = spawn(join(programs, 'postgres'), ['-D', data], { ...as, cwd: folder, stdio: 'ignore' });
    server = started;
    ended = new Promise((resolve) => started.on('exit', () => resolve()));
    for (const givesUpAt = Date.now() + STARTS_WITHIN_MS; ; ) {
      if (await answers(url)) return;
      if (Date.now() > givesUpAt) throw new Error('PostgreSQL did not start');
      await delay(50);
    }
  };

  await start();
  return {
    url,
    start,
    kill: () => end('SIGQUIT'),
    async cut() {
      const client = new pg.Client({ connectionString: url, application_name: CUTTER });
      client.on('error', () => undefined);
      await client.connect();
      // Whoever else cuts at this moment is spared.
      const others = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name <> '${CUTTER}'`;
      await client.query(others);
      await client.end();
    },
    stop: () => end('SIGINT'),
    async close() {
      await end('SIGINT');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const CUTTER = 'coverband cuts';

/** The folder of the newest PostgreSQL's programs. */
async function findPrograms(): Promise<string | undefined> {
  const base = '/usr/lib/postgresql';
  const versions = await readdir(base).catch(() => [] as string[]);
  const newest = versions.toSorted((one, other) => Number(other) - Number(one))[0];
  if (newest !== undefined) return join(base, newest, 'bin');
  const found = await run('pg_config', ['--bindir']).catch(() => undefined);
  return found?.stdout.trim();
}

/** PostgreSQL refuses to be run by root. */
async function unprivileged(): Promise<{ uid: number; gid: number } | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const idOf = async (flag: string) => Number((await run('id', [flag, 'postgres'])).stdout);
  return { uid: await idOf('-u'), gid: await idOf('-g') };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 1_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}
