import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { createClock } from '../../src/clock.ts';
import { openPostgres, type PostgresOptions } from '../../src/database/postgres/open.ts';
import type { PostgresDatabase } from '../../src/database.ts';
import { postgresMigrations } from '../../src/jobs/sql/postgres-migrations.ts';
import { createLogger } from '../../src/logger.ts';
import { wipePostgres } from '../support/wipe-postgres.ts';

export const hasPostgres = inject('postgresUrl') !== '';

/** A database of a test's own. */
export interface TestDatabase {
  url: string;
  /** Opens it, as another process would. */
  open(options?: Partial<PostgresOptions>): Promise<PostgresDatabase>;
  /** Runs SQL beside the bot. */
  query(sql: string, values?: unknown[]): Promise<Record<string, unknown>[]>;
  /** Whoever has it open has closed it before. */
  drop(): Promise<void>;
}

/** Made a while ago, and as good as new: making one takes a hundred times as long as emptying it. */
const ready: Ready[] = [];

interface Ready {
  name: string;
  client: pg.Client;
}

/** Migrated, and empty. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const { name, client } = ready.pop() ?? (await makeMigrated());
  return {
    ...inDatabase(name),
    query: async (sql, values) => (await client.query(sql, values)).rows,
    async drop() {
      await wipePostgres(client);
      ready.push({ name, client });
    },
  };
}

export async function createEmptyDatabase(): Promise<TestDatabase> {
  return inDatabase(await create());
}

async function makeMigrated(): Promise<Ready> {
  const name = await create();
  const database = inDatabase(name);
  await (await database.open()).close();
  const client = new pg.Client({ connectionString: database.url });
  // It is there until the server goes.
  client.on('error', () => undefined);
  await client.connect();
  return { name, client };
}

function inDatabase(name: string): TestDatabase {
  const url = new URL(inject('postgresUrl'));
  url.pathname = `/${name}`;
  return {
    url: url.href,
    open: (options) => openPostgresAt(url.href, options),
    query: (sql, values) => ask(url.href, sql, values),
    async drop() {
      await ask(inject('postgresUrl'), `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    },
  };
}

export function openPostgresAt(url: string, options: Partial<PostgresOptions> = {}): Promise<PostgresDatabase> {
  return openPostgres({
    url,
    migrations: postgresMigrations,
    clock: createClock(),
    random: Math.random,
    log: createLogger({ level: 'silent' }),
    ...options,
  });
}

async function create(): Promise<string> {
  const name = `${inject('postgresPrefix')}${randomUUID().replaceAll('-', '')}`;
  await ask(inject('postgresUrl'), `CREATE DATABASE ${name}`);
  return name;
}

async function ask(connectionString: string, sql: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return (await client.query(sql, values)).rows;
  } finally {
    await client.end();
  }
}
