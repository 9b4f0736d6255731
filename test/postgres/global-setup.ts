import { randomBytes } from 'node:crypto';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { type PostgresServer, startPostgres } from '../support/postgres-server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Of a server for all tests; empty where there is none. */
    postgresUrl: string;
    /** Names of databases of this run begin with it. */
    postgresPrefix: string;
  }
}

let server: PostgresServer | undefined;
let given: string | undefined;
const prefix = `test_${randomBytes(6).toString('hex')}_`;

/** One server for all tests, which have databases of their own in it. */
export async function setup(project: TestProject): Promise<void> {
  given = process.env.TEST_DATABASE_URL;
  server = given ? undefined : await startPostgres();
  const url = given || server?.url || '';
  if (!url) {
    if (process.env.REQUIRE_POSTGRES) throw new Error('PostgreSQL is not installed');
    process.stderr.write('PostgreSQL is not installed, and TEST_DATABASE_URL names none: its tests are skipped\n');
  }
  project.provide('postgresUrl', url);
  project.provide('postgresPrefix', prefix);
}

export async function teardown(): Promise<void> {
  if (server) await server.close();
  else if (given) await dropOurs(given);
}

async function dropOurs(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query('SELECT datname FROM pg_database WHERE starts_with(datname::text, $1)', [
      prefix,
    ]);
    for (const { datname } of rows) await client.query(`DROP DATABASE IF EXISTS ${datname} WITH (FORCE)`);
  } finally {
    await client.end();
  }
}
