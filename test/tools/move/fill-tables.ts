import type { SqliteDatabase } from '../../../src/database.ts';
import { createKeyvStore } from '../../../src/store/keyv-store.ts';
import { CARRIED, type CarriedTable, KEY_VALUE } from '../../../src/tools/move/carried-tables.ts';
import type { AnyTables, Row, Value } from '../../../src/tools/move/rows.ts';

/** Long after any test. */
const LATER = Date.UTC(2100, 0, 1);

/** What only some values are good for. Of the job with this number. */
const CHOSEN: Readonly<Record<string, Record<string, (n: number) => Value>>> = {
  secrets: { value: (n) => Buffer.from([0, 1, 2, n % 256]) },
  charges: {
    job_id: jobId,
    scope_name: () => 'guild',
    window_key: () => '2099-12',
    window_ends_at: () => LATER,
    state: () => 'committed',
  },
  usage: { scope_name: () => 'guild', window_key: () => '2099-12', window_ends_at: () => LATER },
  covers: { id: jobId, song_name: (n) => (n % 2 === 0 ? null : 'Ærøskøbing 🎵') },
  votes: { cover_id: jobId },
  job_turns: {
    id: jobId,
    kind: (n) => ['make', 'prepare', 'deliver'][n % 3] ?? null,
    owner: () => 'a worker of before',
    is_begun: (n) => n % 2,
    not_before: () => 0,
  },
  alarms: { owner: () => 'a worker of before' },
  files: { state: (n) => ['coming', 'live', 'dying', 'gone'][n % 4] ?? 'live' },
  guild_absences: { stage: () => 'missing' },
  provider_states: { is_on_trial: () => 1 },
  moderation_actions: { once: (n) => (n % 2 === 0 ? null : `once ${n}`) },
};

/** Of which a database has one. */
const ONLY_ONE = ['turn_counter', 'guild_comparison'];

function jobId(n: number): string {
  return `job-${String(n).padStart(6, '0')}`;
}

/** Puts so many rows into each table that is carried, and as many values by key, half of which expire. */
export async function fillTables(database: SqliteDatabase, count: number): Promise<void> {
  const { write } = database.store<AnyTables>();
  for (const table of CARRIED) {
    if (table === KEY_VALUE) continue;
    const types = typesOf(database, table.name);
    const rows = Array.from({ length: ONLY_ONE.includes(table.name) ? 1 : count }, (_, index) =>
      aRow(table, types, index + 1),
    );
    await write(async (tx) => {
      if (table.name === 'turn_counter') await tx.deleteFrom(table.name).execute();
      for (const row of rows) await tx.insertInto(table.name).values(row).execute();
    });
  }
  const kept = createKeyvStore({ database, namespace: 'kept' });
  const passing = createKeyvStore({ database, namespace: 'passing', ttlMs: 3_600_000 });
  for (let n = 1; n <= count; n += 1)
    await (n % 2 === 0 ? kept : passing).set(`key:${n}`, { text: `:begins with a colon, ${n}`, list: [n, null] });
}

function typesOf(database: SqliteDatabase, table: string): Map<string, string> {
  const columns = database.statement(`SELECT name, type FROM pragma_table_info('${table}')`).all();
  return new Map(columns.map(({ name, type }) => [String(name), String(type)]));
}

function aRow({ name: table, columns }: CarriedTable, types: ReadonlyMap<string, string>, n: number): Row {
  const valueIn = (column: string): Value => {
    const chosen = CHOSEN[table]?.[column];
    if (chosen) return chosen(n);
    if (types.get(column) === 'INTEGER') return ONLY_ONE.includes(table) && column === 'id' ? 1 : n;
    return column === 'id' && table === 'jobs' ? jobId(n) : `${column} ${n}`;
  };
  return Object.fromEntries(columns.map((column) => [column, valueIn(column)]));
}
