import { appendFileSync, writeFileSync } from 'node:fs';
import { readArguments, USAGE } from './arguments.ts';
import { planRun } from './plan-run.ts';
import { runChaos } from './run-chaos.ts';

/** `npm run chaos`: see docs/reliability.md. */
const options = readArguments(process.argv.slice(2));
if (options) {
  const { log } = options;
  if (log !== undefined) writeFileSync(log, '');
  const { report, isGood } = await runChaos(planRun(options), (line) => {
    if (log !== undefined) appendFileSync(log, `${line}\n`);
  });
  process.stdout.write(`${report}\n`);
  process.exit(isGood ? 0 : 1);
}
process.stdout.write(USAGE);
process.exit(2);
