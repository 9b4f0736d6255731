import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { createClock } from '../../src/clock.ts';
import { openPostgres, type PostgresOptions } from '../../src/database/postgres/open.ts';
import type { PostgresDatabase } from '../../src/database.ts';
import { postgresMigrations } from '../../src/jobs/sql/postgres-migrations.ts';
import { createLogger } from '../../src/logger.ts';

export const hasPostgres = inject('postgresUrl') !== '';

/** A database of a test's own. */
export interface TestDatabase {
  url: string;
  /** Opens it, as another process would. */
  open(options?: Partial<PostgresOptions>): Promise<PostgresDatabase>;
  /** Runs SQL beside the bot. */
  query(sql: string, values?: unknown[]): Promise<Record<string, unknown>[]>;
  drop(): Promise<void>;
}

let template: Promise<string> | undefined;

/** Made from one that has been migrated already. */
export async function createTestDatabase(): Promise<TestDatabase> {
  template ??= makeTemplate();
  return inDatabase(await create(`TEMPLATE ${await template}`));
}

export async function createEmptyDatabase(): Promise<TestDatabase> {
  return inDatabase(await create());
}

async function makeTemplate(): Promise<string> {
  const name = await create();
  const database = inDatabase(name);
  await (await database.open()).close();
  return name;
}

function inDatabase(name: string): TestDatabase {
  const url = new URL(inject('postgresUrl'));
  url.pathname = `/${name}`;
  const open = (options: Partial<PostgresOptions> = {}) =>
    openPostgres({
      url: url.href,
      migrations: postgresMigrations,
      clock: createClock(),
      random: Math.random,
      log: createLogger({ level: 'silent' }),
      ...options,
    });
  return {
    url: url.href,
    open,
    query: (sql, values) => ask(url.href, sql, values),
    async drop() {
      await ask(inject('postgresUrl'), `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    },
  };
}

async function create(like = ''): Promise<string> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await ask(inject('postgresUrl'), `CREATE DATABASE ${name} ${like}`);
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
