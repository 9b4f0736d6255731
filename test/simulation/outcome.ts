import { check, type Violation } from './checker.ts';
import { inventPlan } from './invent.ts';
import { type Life, live } from './life.ts';
import type { Plan } from './plan.ts';
import type { Outcome } from './run-lives.ts';
import type { RunsOptions } from './runs.ts';

const DAY_MS = 24 * 3_600_000;

export async function outcomeOf(seed: number): Promise<Outcome> {
  const plan = inventPlan(seed);
  const { life, violations } = await judge(plan);
  return {
    seed,
    hash: life?.hash ?? 'none',
    days: life ? (life.endedAt - plan.startsAt) / DAY_MS : 0,
    wishes: life?.wishes ?? 0,
    incarnationsEnded: life?.incarnationsEnded ?? 0,
    violations,
    coverage: life?.coverage ?? {},
  };
}

/** A life and what is wrong with it; one that could not be lived to its end is wrong as a whole. */
export async function judge(
  plan: Plan,
  onPassed?: RunsOptions['onPassed'],
): Promise<{ life?: Life; violations: Violation[] }> {
  try {
    const life = await live(plan, onPassed);
    return { life, violations: check(life) };
  } catch (error) {
    const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { violations: [{ rule: 'every life can be lived', what }] };
  }
}
