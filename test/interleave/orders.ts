import { otherThan, type Part, type Who } from './order.ts';
import type { Run } from './step-through.ts';

/** How often one is put back for the other, in orders that are tried in any case; more of that up to the bound. */
const SWITCHES_ALWAYS = 1;

/**
 * Goes through orders of two by how often one is put back for the other: first the two without, then those that come of them by one
 * more switch, wherever there was a choice. `try` says what was done in an order. Stops after all of them, or at the bound.
 */
export async function tryOrders(bound: number, tryOne: (order: Part[]) => Promise<Run>): Promise<{ isAll: boolean }> {
  let present: Part[][] = [[{ who: 'B', steps: 0 }], [{ who: 'A', steps: 0 }]];
  let tried = 0;
  for (let switches = 0; present.length > 0; switches += 1) {
    const isSampled = switches > SWITCHES_ALWAYS && tried + present.length > bound;
    if (isSampled && tried >= bound) return { isAll: false };
    const next: Part[][] = [];
    for (const order of isSampled ? spread(present, bound - tried) : present) {
      const run = await tryOne(order);
      tried += 1;
      next.push(...oneSwitchMore(run));
    }
    if (isSampled) return { isAll: false };
    present = next;
  }
  return { isAll: true };
}

/** Orders that are like this run up to some step, at which the other one comes in instead. */
function oneSwitchMore({ steps, ordered }: Run): Part[][] {
  return steps.flatMap(({ who, hadChoice }, index) => {
    const isGoneOn = index > ordered && steps[index - 1]?.who === who;
    return isGoneOn && hadChoice ? [partsOf(steps.slice(0, index))] : [];
  });
}

function partsOf(steps: readonly { who: Who }[]): Part[] {
  const parts: Part[] = [];
  for (const { who } of steps) {
    const last = parts.at(-1);
    if (last?.who === who) last.steps += 1;
    else parts.push({ who, steps: 1 });
  }
  return parts;
}

/** So many of them, evenly over all. */
function spread<Item>(items: readonly Item[], most: number): Item[] {
  return Array.from({ length: most }, (_, n) => items[Math.floor((n * items.length) / most)] as Item);
}

/**
 * Each of two is killed after each of its steps, when the other one has come as far as it can; where that waits for it, it also stands
 * still until the server has enough of it. After every other step it is killed before the other one comes, too.
 */
export async function tryFaults(stepsOf: Record<Who, number>, tryOne: (order: Part[]) => Promise<Run>): Promise<void> {
  const all = Number.POSITIVE_INFINITY;
  for (const who of ['A', 'B'] as const) {
    const other = otherThan(who);
    for (let steps = 1; steps < stepsOf[who]; steps += 1) {
      if (steps % 2 === 1) await tryOne([{ who, steps, fault: 'killed' }]);
      const late: Part[] = [
        { who, steps },
        { who: other, steps: all },
        { who, steps: 0, fault: 'killed' },
      ];
      const { wasWaitedFor } = await tryOne(late);
      if (wasWaitedFor) await tryOne([{ who, steps, fault: 'standing' }]);
    }
  }
}
