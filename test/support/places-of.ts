import type { SqliteDatabase } from '../../src/database.ts';

/** The tables that have a row with this text in it, in order; of Keyv's one table, its namespaces. */
export function placesOf(database: SqliteDatabase, text: string): string[] {
  const places = tablesOf(database).flatMap((table) =>
    database
      .statement(`SELECT * FROM "${table}"`)
      .all()
      .filter((row) => JSON.stringify(row).includes(text))
      .map((row) => (table === 'keyv' ? String(row.namespace) : table)),
  );
  return [...new Set(places)].sort();
}

function tablesOf(database: SqliteDatabase): string[] {
  return database
    .statement(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`)
    .all()
    .map(({ name }) => String(name));
}
