import { breakRule } from './break-rule.ts';
import { copyRepository } from './copy-repository.ts';
import type { Rule } from './rule.ts';
import { resultsOf, runTests, type TestRun } from './run-tests.ts';

/** Tests of the whole bot take some seconds, and give up by themselves when they have waited for minutes; those of all rules together take as long as they take. */
const LIMIT_MS = 300_000;
const LIMIT_UNBROKEN_MS = 1_800_000;

export interface RuleTrial {
  rule: Rule;
  /** Undefined where all is well: its test passes with the rule and fails without it. */
  trouble: string | undefined;
  /** Why its test failed: to be read, for a change that does nothing but crash would prove little. */
  reason: string;
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
      const trial = trialOf(rule, troubleOfWhole(rule, whole) ?? (await runBroken(rule)));
      tell(lineOf(trial));
      trials.push(trial);
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

function lineOf({ rule: { rule, broken }, trouble, reason }: RuleTrial): string {
  return `${rule} Broken: ${broken}. ${trouble === undefined ? `Noticed: ${reason}` : `NOT WELL: ${trouble}.`}`;
}

function troubleOfWhole(rule: Rule, run: TestRun): string | undefined {
  if (run.kind !== 'ran') return 'the tests could not be run';
  const own = resultsOf(rule, run.results);
  if (own.length === 0) return 'there is no such test';
  return own.every(({ status }) => status === 'passed') ? undefined : 'its test fails with nothing broken';
}

/** Of a run with the rule broken, or of what was wrong already before. */
function trialOf(rule: Rule, run: TestRun | string): RuleTrial {
  const troubled = (trouble: string): RuleTrial => ({ rule, trouble, reason: '' });
  if (typeof run === 'string') return troubled(run);
  if (run.kind === 'tooSlow') return troubled('its test came to no end');
  const own = run.kind === 'ran' ? resultsOf(rule, run.results) : [];
  if (own.length === 0) return troubled('its test could not be run');
  const failed = own.find(({ status }) => status === 'failed');
  return failed ? { rule, trouble: undefined, reason: failed.reason } : troubled('nobody noticed');
}
