import { expect, it } from 'vitest';
import { ONE_WISH } from './one-wish.ts';
import { judge } from './outcome.ts';
import type { Plan, PlannedFault } from './plan.ts';

/** Lives that broke a rule once, as short as they could be made. */

const late = (effect: string, ms: number, times: number): PlannedFault[] =>
  Array.from({ length: times }, (_, index) => ({ incarnation: 1, effect, n: index + 1, what: 'late', ms, roll: 0 }));

it('a wish for which Discord takes too long is refused in words, and not as a bug', async () => {
  const plan: Plan = { ...ONE_WISH, faults: late('discord:read', 11_000, 20) };

  expect((await judge(plan)).violations).toEqual([]);
});
