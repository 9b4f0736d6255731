import { enableCompileCache } from 'node:module';
import type { Violation } from './checker.ts';
import type { Place } from './passages.ts';
import type { Plan } from './plan.ts';
import type { RunsOptions } from './runs.ts';

enableCompileCache();

/** What such a process is told: a plan to live, or seeds in whose lives things are to happen around some code. */
export type AimedTask = { plan: Plan } | { place: Place; seeds: readonly number[] };

/** The first life that breaks a rule, if any does. */
export type AimedAnswer = { plan: Plan; violation: Violation } | null;

/** In each life it is aimed at the first time that it comes to the code, and at one in the middle of it. */
const AIMED_AT = [0, 0.5];

// It lives until whoever asked has its answer, and lets it go.
process.on('message', async (task) => process.send?.(await answer(task as AimedTask)));

async function answer(task: AimedTask): Promise<AimedAnswer> {
  const { watchPassages } = await import('./passages.ts');
  const passages = 'place' in task ? watchPassages(task.place) : undefined;
  // After it knows what to watch.
  const { judge } = await import('./outcome.ts');
  const { inventPlan } = await import('./invent.ts');
  const { aimAt } = await import('./aim.ts');

  const judged = async (plan: Plan, onPassed?: RunsOptions['onPassed']): Promise<AimedAnswer> => {
    const [violation] = (await judge(plan, onPassed)).violations;
    return violation ? { plan, violation } : null;
  };
  const aimed = async (seed: number): Promise<AimedAnswer> => {
    const plan = inventPlan(seed);
    passages?.watch();
    const asItIs = await judged(plan, (incarnation, effect, n, what) => passages?.[what]({ incarnation, effect, n }));
    const seen = passages?.take() ?? [];
    if (asItIs) return asItIs;
    const indexes = new Set(AIMED_AT.map((share) => Math.floor(seen.length * share)));
    for (const passage of [...indexes].flatMap((index) => seen[index] ?? [])) {
      for (const changed of aimAt(plan, passage)) {
        const found = await judged(changed);
        if (found) return found;
      }
    }
    return null;
  };

  if ('plan' in task) return judged(task.plan);
  for (const seed of task.seeds) {
    const found = await aimed(seed);
    if (found) return found;
  }
  return null;
}
