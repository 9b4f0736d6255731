import { readArguments, seedsOf, USAGE } from './arguments.ts';
import { runLives } from './run-lives.ts';
import { tellCoverage, tellStory } from './tell.ts';

/** `npm run simulate`: see docs/simulation.md. */
const options = readArguments(process.argv.slice(2));
if (!options) {
  process.stdout.write(USAGE);
  process.exit(2);
}
const say = (line: string) => void process.stdout.write(`${line}\n`);

if (options.shrink !== undefined) {
  // Only here, as it loads the whole bot: otherwise that is for the processes that live.
  const { inventPlan } = await import('./invent.ts');
  const { judge } = await import('./outcome.ts');
  const { asTest, shrink } = await import('./shrink.ts');
  const { shrink: seed } = options;
  const least = await shrink(inventPlan(seed), (left) => process.stderr.write(`${left}\n`));
  if (!least) {
    say(`seed ${seed} breaks no rule`);
    process.exit(0);
  }
  const { life, violations } = await judge(least);
  say(tellStory(life?.events ?? [], least.startsAt));
  for (const { rule, what } of violations) say(`${rule}: ${what}`);
  say(asTest(least, violations[0]?.rule ?? ''));
  process.exit(1);
}

if (options.findsRules) {
  const { rules } = await import('../rules/rules.ts');
  const { findRules, isFoundAgain } = await import('./find-rules.ts');
  const wanted = rules.filter((rule) => isFoundAgain(rule) && `${rule.chapter} ${rule.rule}`.includes(options.only));
  const found = await findRules(
    wanted,
    { seeds: seedsOf(options), workers: options.workers },
    ({ rule, noticedBy, why }) => {
      const verdict = noticedBy ?? (why === undefined ? 'NOT NOTICED' : `not lived: ${why}`);
      say(`${rule.chapter}: ${rule.rule} (${rule.broken}): ${verdict}`);
    },
  );
  const lived = found.filter(({ why }) => why === undefined);
  const noticed = lived.filter(({ noticedBy }) => noticedBy !== undefined);
  say(`${noticed.length} of ${lived.length} rules noticed, ${found.length - lived.length} not lived`);
  process.exit(0);
}

const summary = await runLives({
  ...options,
  seeds: seedsOf(options),
  onOutcome({ seed, violations }) {
    for (const { rule, what } of violations.slice(0, 5)) say(`seed ${seed}: ${rule}: ${what}`);
  },
});
if (options.showsCoverage) say(tellCoverage(summary.coverage));
const { lives, days, failed, hash, wishes, incarnationsEnded } = summary;
say(`${wishes} wishes, ${incarnationsEnded} ends of runs`);
say(`${lives} lives, ${days.toFixed(1)} virtual days, ${failed} failed, history ${hash.slice(0, 16)}`);
process.exit(failed > 0 ? 1 : 0);
