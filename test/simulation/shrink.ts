import { judge } from './outcome.ts';
import type { Plan } from './plan.ts';

/** Of a plan, what can be taken away piece by piece. */
const LISTS = ['troubles', 'stands', 'ends', 'actions', 'reactions', 'faults'] as const;

/**
 * The least that is left of a life that breaks a rule when parts of it are taken away, in halves first, while it still breaks the same
 * one. Undefined where the life breaks none.
 */
export async function shrink(plan: Plan, onStep: (left: string) => void = () => undefined): Promise<Plan | undefined> {
  const { life, violations } = await judge(plan);
  const rule = violations[0]?.rule;
  if (rule === undefined) return undefined;
  const stillFails = async (candidate: Plan) => (await judge(candidate)).violations.some((one) => one.rule === rule);

  // What went wrong by chance, by name: then the rest of it stays when one of them is left out.
  const named: Plan = { ...plan, faults: life?.faults ?? plan.faults };
  let least = (await stillFails(named)) ? named : plan;
  for (let before = Number.POSITIVE_INFINITY; sizeOf(least) < before; ) {
    before = sizeOf(least);
    for (const list of LISTS) {
      least = await withLess(least, list, stillFails);
      onStep(`${sizeOf(least)} parts left`);
    }
  }
  return least;
}

async function withLess(
  plan: Plan,
  list: (typeof LISTS)[number],
  stillFails: (plan: Plan) => Promise<boolean>,
): Promise<Plan> {
  let least = plan;
  const partsOf = ({ [list]: parts = [] }: Plan): readonly unknown[] => (typeof parts === 'number' ? [] : parts);
  for (let size = Math.ceil(partsOf(plan).length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = 0; from < partsOf(least).length; ) {
      const parts = partsOf(least);
      const candidate = { ...least, [list]: [...parts.slice(0, from), ...parts.slice(from + size)] } as Plan;
      if (await stillFails(candidate)) least = candidate;
      else from += size;
    }
  }
  return least;
}

function sizeOf(plan: Plan): number {
  return LISTS.reduce((sum, list) => {
    const parts = plan[list] ?? [];
    return sum + (typeof parts === 'number' ? 0 : parts.length);
  }, 0);
}

/** A test to paste. */
export function asTest(plan: Plan, rule: string): string {
  return `test('${rule} (seed ${plan.seed})', async () => {
  const plan: Plan = ${JSON.stringify(plan, null, 2).replaceAll('\n', '\n  ')};
  expect((await judge(plan)).violations).toEqual([]);
});`;
}
