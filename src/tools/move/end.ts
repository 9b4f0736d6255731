import type { MoveMark } from '../../database/move-mark.ts';
import type { Sql, Store } from '../../database.ts';
import type { CarriedTable } from './carried-tables.ts';
import type { AnyTables, Row } from './rows.ts';

/** One side of a move: a database that this process has opened for it. Rows are those of `kv`, and not of Keyv, on both engines. */
export interface MoveEnd {
  engine: 'sqlite' | 'postgres';
  /** As people call it: with no password. */
  place: string;
  store: Store<AnyTables>;
  /** What its clocks show, in milliseconds: the one of leases, and the one by which what is kept by key expires. */
  clocks(): { lease: number; keys: number };
  mark(): Promise<MoveMark | undefined>;
  /** Throws `ToolError` where a bot works on it. In a transaction: none can begin to until it ends. */
  refuseWhileUsed(tx?: Sql<AnyTables>): Promise<void>;
  /** From here on nobody else writes anything, until `depart` or `close`. Throws `ToolError` where a bot works on it. */
  hold(): Promise<void>;
  /** Marks as moved what was held; nobody works on it any more. */
  depart(mark: MoveMark): Promise<void>;
  /** The next rows after this key, in the order of keys. */
  read(table: CarriedTable, after: Key | undefined, most: number): Promise<Row[]>;
  insert(tx: Sql<AnyTables>, table: CarriedTable, rows: readonly Row[]): Promise<void>;
  /** Deletes all rows of all carried tables. */
  empty(tx: Sql<AnyTables>): Promise<void>;
  /** The highest number that it has given to a row of this table; 0 for none. */
  highest(table: string): Promise<number>;
  /** Rows that are new in this table get higher numbers than this one. */
  goOnAfter(table: string, number: number): Promise<void>;
  close(): Promise<void>;
}

/** The values of a row in the columns of its table's key. */
export type Key = readonly (string | number)[];

export function keyOf({ key }: CarriedTable, row: Row): Key {
  return key.map((column) => {
    const value = row[column];
    if (typeof value === 'string' || typeof value === 'number') return value;
    throw new Error('a row has a key that is neither text nor a number');
  });
}
