/** What a server has used at one provider in a month, in takes and micro-dollars; what is reserved or presumed counts. */
export interface Spend {
  /** `2026-11`, in UTC. */
  month: string;
  guildId: string;
  /** Null for what belongs to no job any more, such as written lyrics. */
  provider: string | null;
  takes: number;
  micros: number;
  /** Of `micros`, what nobody knows yet to be spent. */
  presumedMicros: number;
}

/** Before it, a month says too little of its rest. */
const FORECAST_FROM_DAY = 3;
const CENT_MICROS = 10_000;

/** What a month is likely to come to: so far, by the days gone, for all its days, to the cent. Undefined before the third day. */
export function forecastMicros(micros: number, now: number): number | undefined {
  const date = new Date(now);
  if (date.getUTCDate() < FORECAST_FROM_DAY) return undefined;
  const begin = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1);
  const end = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1);
  // More exact than to the cent would be a promise.
  return Math.round(((micros / (now - begin)) * (end - begin)) / CENT_MICROS) * CENT_MICROS;
}

/** The sums of rows that share what `of` says of them, the most money first. */
export function spendBy(rows: readonly Spend[], of: (row: Spend) => string): { key: string; micros: number }[] {
  const sums = new Map<string, number>();
  for (const row of rows) sums.set(of(row), (sums.get(of(row)) ?? 0) + row.micros);
  return [...sums].map(([key, micros]) => ({ key, micros })).toSorted((one, other) => other.micros - one.micros);
}

const COLUMNS = ['month', 'server', 'server_id', 'provider', 'takes', 'usd', 'usd_presumed'] as const;

/** As CSV with a heading, newest month first. Names come from strangers, and no program that opens it is to run them. */
export function spendCsv(rows: readonly Spend[], nameOf: (guildId: string) => string): string {
  const sorted = rows.toSorted((one, other) => other.month.localeCompare(one.month) || other.micros - one.micros);
  const lines = sorted.map((row) => [
    row.month,
    nameOf(row.guildId),
    row.guildId,
    row.provider ?? '',
    String(row.takes),
    dollars(row.micros),
    dollars(row.presumedMicros),
  ]);
  return [COLUMNS, ...lines].map((cells) => `${cells.map(cell).join(',')}\r\n`).join('');
}

/** What a spreadsheet would take for a formula begins with an apostrophe, also behind space that it leaves out. */
function cell(value: string): string {
  const isFormula = /^\s*[=+\-@|%\t\r\uFF0B\uFF0D\uFF1D\uFF20]/u.test(value);
  const shown = isFormula ? `'${value}` : value;
  return /[",\r\n;\t']/.test(shown) ? `"${shown.replaceAll('"', '""')}"` : shown;
}

function dollars(micros: number): string {
  return (micros / 1_000_000).toFixed(6);
}
