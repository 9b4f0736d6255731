import { CARRIED, type CarriedTable, NUMBERED } from './carried-tables.ts';
import { keyOf, type MoveEnd } from './end.ts';
import { noteProgress, progressOf } from './marks.ts';
import type { Row } from './rows.ts';
import { withoutZeros } from './translate-row.ts';

/** Rows are read and written so many at a time: some hundred kilobytes of records. */
export const ROWS_AT_ONCE = 250;

export interface Copying {
  source: MoveEnd;
  target: MoveEnd;
  translate(table: string, row: Row): Row;
  onRows(table: string, rows: number): void;
}

/**
 * Brings all rows that are not there yet. Each page is written together with how far its table has come, so that it may be broken off
 * at any moment and begun again. Returns in how many rows of each table there was text that the target does not keep as it is.
 */
export async function copyTables(copying: Copying): Promise<Map<string, number>> {
  const changed = new Map<string, number>();
  for (const table of CARRIED) {
    const rows = await copyTable(table, copying);
    if (rows > 0) changed.set(table.name, rows);
  }
  for (const table of NUMBERED) await copying.target.goOnAfter(table, await copying.source.highest(table));
  return changed;
}

async function copyTable(table: CarriedTable, { source, target, translate, onRows }: Copying): Promise<number> {
  let { after, rows } = (await progressOf(target.store.sql, table.name)) ?? { after: undefined, rows: 0 };
  let changed = 0;
  for (;;) {
    onRows(table.name, rows);
    const page = await source.read(table, after, ROWS_AT_ONCE);
    const last = page.at(-1);
    if (!last) return changed;
    const progress = { after: keyOf(table, last), rows: rows + page.length };
    const translated = page.map((row) => translate(table.name, row));
    const kept = target.engine === 'postgres' ? translated.map(withoutZeros) : translated;
    await target.store.write(async (tx) => {
      await target.insert(tx, table, kept);
      await noteProgress(tx, table.name, progress);
    });
    changed += kept.filter((row, index) => row !== translated[index]).length;
    ({ after, rows } = progress);
  }
}
