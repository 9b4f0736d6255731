import { randomBytes } from 'node:crypto';
import { startPostgres } from '../support/postgres-server.ts';
import { readArguments, USAGE } from './arguments.ts';
import { pairs } from './pairs.ts';
import { type TriedPair, tryPair } from './try-pair.ts';
import { openWorld } from './world.ts';

/** `npm run interleave`: see docs/interleaving.md. */
const options = readArguments(process.argv.slice(2));
if (!options) {
  process.stdout.write(USAGE);
  process.exit(2);
}
const { only, order, bound, lists } = options;
const say = (line: string) => void process.stdout.write(`${line}\n`);
const wanted = pairs.filter(({ name }) => only.split('|').some((text) => name.includes(text)));
if (lists) {
  for (const { name } of wanted) say(name);
  process.exit(0);
}

/** Databases in which pairs are tried at the same time. */
const WORLDS = 2;
/** Of a pair that fails in many orders, the first ones say enough. */
const FAILURES_TOLD = 3;

const given = process.env.TEST_DATABASE_URL;
const server = given ? undefined : await startPostgres();
const url = given || server?.url;
if (!url) {
  say('PostgreSQL is not installed, and TEST_DATABASE_URL names none: nothing is tried');
  process.exit(process.env.REQUIRE_POSTGRES ? 1 : 0);
}

const tried: TriedPair[] = [];
try {
  const waiting = [...wanted];
  const prefix = `interleave_${randomBytes(6).toString('hex')}`;
  await Promise.all(
    Array.from({ length: Math.min(WORLDS, wanted.length) }, async (_, index) => {
      const world = await openWorld(url, `${prefix}_${index}`);
      try {
        for (let pair = waiting.shift(); pair; pair = waiting.shift()) {
          const result = await tryPair(pair, world, { bound, order });
          tried.push(result);
          tell(result);
        }
      } finally {
        await world.close();
      }
    }),
  );
} finally {
  await server?.close();
}
const sum = (of: (one: TriedPair) => number) => tried.reduce((all, one) => all + of(one), 0);
const failed = sum((one) => one.failed.length);
say(`${sum((one) => one.deadlocks)} deadlocks, each tried again`);
say(`${sum((one) => one.cases)} cases, ${failed} failed`);
process.exit(failed > 0 || tried.length === 0 ? 1 : 0);

function tell({ name, cases, failed: failures, isAll, deadlocks, story: last, ms }: TriedPair): void {
  const parts = [`${cases} cases`, `${(ms / 1_000).toFixed(1)} s`];
  if (isAll) parts.push('all orders');
  if (deadlocks > 0) parts.push(`${deadlocks} deadlocks`);
  if (failures.length > 0) parts.push(`${failures.length} FAILED`);
  say(`${name}: ${parts.join(', ')}`);
  for (const { order: failing, wrong } of failures.slice(0, FAILURES_TOLD)) {
    say(`  --only '${name}' --order '${failing}'`);
    for (const sentence of wrong) say(`    ${sentence}`);
  }
  if (order) for (const line of last) say(`    ${line}`);
}
