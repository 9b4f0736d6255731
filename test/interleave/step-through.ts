import { setTimeout as delay } from 'node:timers/promises';
import type { Gate } from './gate.ts';
import { otherThan, type Part, type Who } from './order.ts';

/** What was done in a run of two who were let go on one statement at a time. */
export interface Run {
  steps: Step[];
  /** How many of them the order had said; after them it was whoever could go on. */
  ordered: number;
  /** When one of them was killed, the other one was waiting for it. */
  wasWaitedFor: boolean;
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
  const run: Run = { steps: [], ordered: 0, wasWaitedFor: false };
  let standing: Who | undefined;

  /** False where that one cannot go on at present. */
  const goOn = async (who: Who): Promise<boolean> => {
    const other = otherThan(who);
    if (standing === who || (await gates[who].settle()) !== 'ready') return false;
    run.steps.push({ who, hadChoice: standing !== other && (await gates[other].settle()) === 'ready' });
    await gates[who].step();
    return true;
  };

  for (const { who, steps: most, fault } of order) {
    let taken = 0;
    while (taken < most && (await goOn(who))) taken += 1;
    if (fault === 'standing') standing = who;
    if (fault !== 'killed') continue;
    run.wasWaitedFor = (await gates[otherThan(who)].settle()) === 'blocked';
    await gates[who].kill();
  }
  run.ordered = run.steps.length;

  const givesUpAt = performance.now() + LONGEST_MS;
  let who = otherThan(order.at(-1)?.who ?? 'B');
  while (!(await areDone(gates))) {
    if (performance.now() > givesUpAt) throw new Error('they wait for each other for ever');
    if (standing && (await gates[otherThan(standing)].settle()) === 'done') standing = undefined;
    if (await goOn(who)) continue;
    who = otherThan(who);
    if (!(await goOn(who))) await waitForEither(gates, standing);
  }
  return run;
}

async function areDone({ A, B }: Record<Who, Gate>): Promise<boolean> {
  return (await A.settle()) === 'done' && (await B.settle()) === 'done';
}

/** Nobody has a statement to be sent: one pauses before it tries again, or waits until the server has ended somebody's time. */
async function waitForEither(gates: Record<Who, Gate>, standing: Who | undefined): Promise<void> {
  for (const who of ['A', 'B'] as const) {
    if (who === standing || (await gates[who].settle()) !== 'resting') continue;
    await gates[who].step();
    return;
  }
  await delay(1);
}
