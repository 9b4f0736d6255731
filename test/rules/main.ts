import { readArguments, USAGE } from './arguments.ts';
import type { Rule } from './rule.ts';
import { rules } from './rules.ts';
import { tableOf } from './table.ts';
import { tryRules } from './try-rules.ts';

/** `npm run rules`: see docs/reliability.md. */
const options = readArguments(process.argv.slice(2));
const wanted = options ? rules.filter((rule) => isWanted(rule, options.only)) : [];
if (wanted.length === 0) {
  process.stdout.write(USAGE);
  process.exit(2);
}
const stopped = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stopped.abort(new Error(name)));
const trials = await tryRules(wanted, (line) => process.stdout.write(`${line}\n`), stopped.signal);
const isGood = trials.every(({ trouble }) => trouble === undefined);
const verdict = `Of ${trials.length} rules, each has a test that fails without it.`;
process.stdout.write(`\n${tableOf(trials)}\n${isGood ? verdict : 'Not every rule is held.'}\n`);
process.exit(isGood ? 0 : 1);

function isWanted({ chapter, rule, file, test }: Rule, only: readonly string[]): boolean {
  return only.length === 0 || only.some((text) => [chapter, rule, file, test].some((where) => where.includes(text)));
}
