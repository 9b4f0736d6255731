import type { TestProject } from 'vitest/node';
import { type PostgresServer, startPostgres } from '../support/postgres-server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Of a server for all tests; empty where there is none. */
    postgresUrl: string;
  }
}

let server: PostgresServer | undefined;

/** One server for all tests, each of which makes a database of its own in it. */
export async function setup(project: TestProject): Promise<void> {
  const given = process.env.TEST_DATABASE_URL;
  server = given ? undefined : await startPostgres();
  const url = given ?? server?.url ?? '';
  if (!url) {
    if (process.env.REQUIRE_POSTGRES) throw new Error('PostgreSQL is not installed');
    process.stderr.write('PostgreSQL is not installed, and TEST_DATABASE_URL names none: its tests are skipped\n');
  }
  project.provide('postgresUrl', url);
}

export async function teardown(): Promise<void> {
  await server?.close();
}
