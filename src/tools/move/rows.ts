/** What stands in a column. */
export type Value = string | number | null | Uint8Array;

export type Row = Readonly<Record<string, Value>>;

/** Tables by name, whatever they hold. */
export type AnyTables = Record<string, Record<string, Value>>;
