import { otherThan, type Part, type Who } from './order.ts';
import type { Run } from './step-through.ts';

/** So many turns from one to the other, that neither was forced to, are tried in any case; more of them up to the bound. */
const SWITCHES_ALWAYS = 2;

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

/** Each of two is killed after each of its steps, before the other comes or after; or it stands still, while the other wants to go on. */
export function faultyOrders(stepsOf: Record<Who, number>): Part[][] {
  const all = Number.POSITIVE_INFINITY;
  return (['A', 'B'] as const).flatMap((who) =>
    Array.from({ length: stepsOf[who] - 1 }, (_, n) => n + 1).flatMap((steps): Part[][] => [
      [{ who, steps, fault: 'killed' }],
      [
        { who, steps },
        { who: otherThan(who), steps: all },
        { who, steps: 0, fault: 'killed' },
      ],
      [{ who, steps, fault: 'standing' }],
    ]),
  );
}
