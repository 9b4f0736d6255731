import { type Figures, type Sum, short } from './figures.ts';
import type { Done } from './run-move.ts';

/** What was done, for the terminal: a line for each table and each kind of sum, and what is to be done next. */
export function describeMove(
  { figures, zeros, isResumed, from, to, before }: Done,
  target: 'sqlite' | 'postgres',
): string {
  const next =
    target === 'postgres'
      ? 'Set DATABASE_URL to it, and start the bot.'
      : 'Take DATABASE_URL out of the settings, and start the bot.';
  return [
    ...(figures ? [...linesOf(figures), ''] : []),
    ...[...zeros].map(
      ([table, rows]) =>
        `${table}: in ${rows} ${rows === 1 ? 'row' : 'rows'} a zero (U+0000) stood in a text. PostgreSQL keeps none, so they were left out.`,
    ),
    ...(before === undefined ? [] : [`The SQLite database from before is kept as ${before}.`]),
    `${isResumed ? 'Gone on with, and moved' : 'Moved'} from ${from} to ${to}. ${figures ? 'Both were compared, and are the same. ' : ''}${next}`,
    `${from} still holds what members wrote, and nothing is deleted there any more: delete it once you are sure that you do not go back.`,
    'Songs and covers (the folder "files" in DATA_DIR, or FILES_URL) stay where they are.',
  ].join('\n');
}

function linesOf({ tables, sums, imbalances }: Figures): string[] {
  const wrong =
    imbalances.length === 0
      ? 'Usage and charges agree in all quotas.'
      : `Usage and charges do not agree in ${imbalances.length} quotas, on both sides alike: the bot says which once a day.`;
  return [
    ...tables.map(
      ({ table, rows, hash }) => `${table.padEnd(20)} ${String(rows).padStart(9)} rows  ${short({ hash })}`,
    ),
    '',
    ...(['charges', 'usage'] as const).flatMap((of) => sumLines(of, sums)),
    wrong,
  ];
}

function sumLines(of: Sum['of'], sums: readonly Sum[]): string[] {
  const own = sums.filter((sum) => sum.of === of);
  return [...new Set(own.map(({ scope }) => scope))].map((name) => {
    const windows = own.filter(({ scope }) => scope === name);
    const total = (what: 'count' | 'micros') => windows.reduce((sum, window) => sum + window[what], 0);
    const dollars = (total('micros') / 1_000_000).toFixed(2);
    return `${`${of} of ${name}`.padEnd(26)} ${windows.length} windows, ${total('count')} takes, $${dollars}`;
  });
}
