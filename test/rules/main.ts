import { readArguments, USAGE } from './arguments.ts';
import { rules } from './rules.ts';
import { tableOf } from './table.ts';
import { tryRules } from './try-rules.ts';

/** `npm run rules`: see docs/reliability.md. */
const options = readArguments(process.argv.slice(2));
const wanted = rules.filter(
  ({ chapter, rule, file, test }) => options && [chapter, rule, file, test].some((text) => text.includes(options.only)),
);
if (!options || wanted.length === 0) {
  process.stdout.write(USAGE);
  process.exit(2);
}
const stopped = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stopped.abort(new Error(name)));
const trials = await tryRules(wanted, (line) => process.stdout.write(`${line}\n`), stopped.signal);
const isGood = trials.every(({ trouble }) => trouble === undefined);
const sum = isGood
  ? `Each of these ${trials.length} rules has a test that fails without it.`
  : 'Not every rule is held.';
process.stdout.write(`\n${tableOf(trials)}\n${sum}\n`);
process.exit(isGood ? 0 : 1);
