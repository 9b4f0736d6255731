import { setTimeout as delay } from 'node:timers/promises';
import type { Gate } from './gate.ts';
import { otherThan, type Part, type Who } from './order.ts';

/** What was done in a run of two who were let go on one statement at a time. */
export interface Run {
  steps: Step[];
  /** How many of them the order had said; after them it was whoever could go on. */
  ordered: number;
}

export interface Step {
  who: Who;
  /** The other one could have gone on in its place. */
  hadChoice: boolean;
}

/** Whoever waits longer than this for the other one waits for ever. */
const LONGEST_MS = 20_000;

/** Lets both go on in this order, and then to their ends. Throws where they do not come to them. */
export async function stepThrough(gates: Record<Who, Gate>, order: readonly Part[]): Promise<Run> {
  const givesUpAt = performance.now() + LONGEST_MS;
  const steps: Step[] = [];
  let standing: Who | undefined;
  const settled = async () => ({ A: await gates.A.settle(), B: await gates.B.settle() });

  /** False where that one cannot go on at present. */
  const goOn = async (who: Who): Promise<boolean> => {
    const now = await settled();
    if (now[who] !== 'ready') return false;
    const other = otherThan(who);
    steps.push({ who, hadChoice: now[other] === 'ready' && standing !== other });
    await gates[who].step();
    return true;
  };

  for (const { who, steps: most, fault } of order) {
    for (let taken = 0; taken < most; taken += 1) if (!(await goOn(who))) break;
    if (fault === 'killed') await gates[who].kill();
    if (fault === 'standing') standing = who;
  }
  const ordered = steps.length;

  for (let who = otherThan(order.at(-1)?.who ?? 'B'); ; ) {
    if (performance.now() > givesUpAt) throw new Error(`they wait for each other: ${JSON.stringify(await settled())}`);
    const now = await settled();
    if (now.A === 'done' && now.B === 'done') return { steps, ordered };
    const other = otherThan(who);
    if (standing !== undefined && now[otherThan(standing)] === 'done') standing = undefined;
    if (standing !== who && (await goOn(who))) continue;
    if (standing !== other && (await goOn(other))) {
      who = other;
      continue;
    }
    // Nobody can: one is told to try again, or somebody's time ends at the server.
    const rested = [who, other].find((one) => one !== standing && now[one] === 'resting');
    if (rested) await gates[rested].step();
    else await delay(1);
  }
}
