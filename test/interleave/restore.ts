import type { ClientBase } from 'pg';

/** What others refer to comes first. */
const FIRST = ['jobs', 'covers'];

/** Writes down what is in all tables, and returns the statements that make them so again. */
export async function restoringScript(client: ClientBase): Promise<string> {
  await client.query('CREATE SCHEMA IF NOT EXISTS saved');
  const { rows } = await client.query(
    "SELECT relname AS name FROM pg_stat_user_tables WHERE schemaname = 'public' AND relname <> 'schema_version'",
  );
  const tables = rows.map(({ name }) => String(name)).toSorted((one, other) => rankOf(one) - rankOf(other));
  const filled: string[] = [];
  for (const table of tables) {
    await client.query(
      `DROP TABLE IF EXISTS saved.${table}; CREATE TABLE saved.${table} AS SELECT * FROM public.${table}`,
    );
    const { rows: some } = await client.query(`SELECT 1 FROM saved.${table} LIMIT 1`);
    if (some.length > 0) filled.push(table);
  }
  const { rows: sequences } = await client.query(
    "SELECT schemaname || '.' || sequencename AS name, last_value FROM pg_sequences WHERE schemaname = 'public'",
  );
  return [
    ...tables.toReversed().map((table) => `DELETE FROM public.${table}`),
    ...filled.map((table) => `INSERT INTO public.${table} SELECT * FROM saved.${table}`),
    ...sequences.map(({ name, last_value }) => `SELECT setval('${name}', ${last_value ?? 1}, ${last_value !== null})`),
  ].join(';\n');
}

function rankOf(table: string): number {
  const rank = FIRST.indexOf(table);
  return rank < 0 ? FIRST.length : rank;
}
