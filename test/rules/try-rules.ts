import { breakRule } from './break-rule.ts';
import { copyRepository } from './copy-repository.ts';
import type { Rule } from './rule.ts';
import { resultsOf, runTests, type TestRun } from './run-tests.ts';

/** A test of the whole bot takes some seconds; the tests of all rules together take as long as they take. */
const LIMIT_MS = 120_000;
const LIMIT_UNBROKEN_MS = 1_800_000;

export interface RuleTrial {
  rule: Rule;
  /** Undefined where all is well: its test passes with the rule and fails without it. */
  trouble: string | undefined;
}

/** Breaks one rule after the other, in a copy, and looks whether its test notices. `tell` gets a line for each. */
export async function tryRules(
  rules: readonly Rule[],
  tell: (line: string) => void,
  signal: AbortSignal,
): Promise<RuleTrial[]> {
  const { folder, remove } = copyRepository();
  try {
    tell(`the tests of ${rules.length} rules, with nothing broken …`);
    const whole = await runTests({ folder, rules, limitMs: LIMIT_UNBROKEN_MS, signal });
    const trials: RuleTrial[] = [];
    for (const rule of rules) {
      const trouble = troubleOfWhole(rule, whole) ?? troubleOfBroken(rule, await runBroken(rule));
      tell(`${trouble === undefined ? 'noticed' : `NOT WELL (${trouble})`}: ${rule.rule} – ${rule.broken}`);
      trials.push({ rule, trouble });
    }
    return trials;
  } finally {
    remove();
  }

  async function runBroken(rule: Rule): Promise<TestRun> {
    const restore = breakRule(folder, rule);
    try {
      return await runTests({ folder, rules: [rule], limitMs: LIMIT_MS, signal });
    } finally {
      restore();
    }
  }
}

function troubleOfWhole(rule: Rule, run: TestRun): string | undefined {
  if (run.kind !== 'ran') return 'the tests could not be run';
  const own = resultsOf(rule, run.results);
  if (own.length === 0) return 'there is no such test';
  return own.every(({ status }) => status === 'passed') ? undefined : 'its test fails with nothing broken';
}

function troubleOfBroken(rule: Rule, run: TestRun): string | undefined {
  if (run.kind === 'tooSlow') return 'its test came to no end';
  if (run.kind === 'broken' || resultsOf(rule, run.results).length === 0) return 'its test could not be run';
  return resultsOf(rule, run.results).some(({ status }) => status === 'failed') ? undefined : 'nobody noticed';
}
