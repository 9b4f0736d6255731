import { DatabaseAwayError } from '../../src/database.ts';
import type { Outcome } from './gate.ts';
import { violationsIn } from './invariants.ts';
import { type Part, tellOrder, type Who } from './order.ts';
import { tryFaults, tryOrders } from './orders.ts';
import { type Pair, type Prepared, tellOutcome } from './pair.ts';
import { type Run, stepThrough } from './step-through.ts';
import type { World } from './world.ts';

/** Nobody waits longer for somebody who stands still. */
const LONGEST_WAIT_MS = 5_000;

export interface TriedPair {
  name: string;
  cases: number;
  /** The orders with what is wrong. */
  failed: Failure[];
  /** All orders were tried, and not only some of those with many turns from one to the other. */
  isAll: boolean;
  deadlocks: number;
  /** What was done in the last case. */
  story: readonly string[];
  ms: number;
}

export interface Failure {
  order: string;
  wrong: readonly string[];
}

export interface TryPairOptions {
  /** So many orders without a fault, at least all in which one is put back once. */
  bound: number;
  /** This one alone. */
  order?: readonly Part[] | undefined;
}

export async function tryPair(pair: Pair, world: World, { bound, order }: TryPairOptions): Promise<TriedPair> {
  const from = performance.now();
  const deadlocksBefore = world.gates.A.deadlocks() + world.gates.B.deadlocks();
  await world.empty();
  const prepared = await pair.prepare(world);
  await world.save();
  const failed: Failure[] = [];
  let cases = 0;
  let last: readonly string[] = [];
  const stepsOf: Record<Who, number> = { A: 0, B: 0 };

  const tryOne = async (wanted: readonly Part[]): Promise<Run> => {
    cases += 1;
    const { run, wrong, story } = await tryOrder(prepared, world, wanted);
    last = story;
    if (wrong.length > 0) failed.push({ order: tellOrder(wanted), wrong });
    for (const who of ['A', 'B'] as const)
      stepsOf[who] = Math.max(stepsOf[who], run.steps.filter((step) => step.who === who).length);
    return run;
  };

  let isAll = false;
  if (order) await tryOne(order);
  else {
    ({ isAll } = await tryOrders(bound, tryOne));
    await tryFaults({ ...stepsOf }, tryOne);
  }
  const deadlocks = world.gates.A.deadlocks() + world.gates.B.deadlocks() - deadlocksBefore;
  return { name: pair.name, cases, failed, isAll, deadlocks, story: last, ms: performance.now() - from };
}

async function tryOrder(prepared: Prepared, world: World, order: readonly Part[]) {
  const { gates } = world;
  await world.restore();
  const standing = order.find(({ fault }) => fault === 'standing')?.who;
  const story: string[] = [];
  const works = { A: prepared.a, B: prepared.b };
  for (const who of ['A', 'B'] as const) {
    gates[who].begin(
      () => works[who](world.openerOf(who, standing === who)),
      (text) => {
        story.push(`${who}: ${text.replaceAll(/\s+/g, ' ').slice(0, 160)}`);
      },
    );
  }
  let run: Run = { steps: [], ordered: 0, wasWaitedFor: false };
  try {
    run = await stepThrough(gates, order);
  } catch (error) {
    return { run, wrong: [String(error)], story };
  } finally {
    for (const gate of Object.values(gates)) gate.open();
  }
  const ends = { A: gates.A.outcome(), B: gates.B.outcome() };
  const wrong = await wrongAbout(prepared, world, ends, order);
  for (const [who, end] of Object.entries(ends)) if (end) story.push(`${who} ${tellOutcome(end)}`);
  return { run, wrong, story };
}

async function wrongAbout(
  prepared: Prepared,
  world: World,
  { A, B }: Record<Who, Outcome | undefined>,
  order: readonly Part[],
): Promise<string[]> {
  if (!A || !B) return ['they have not come to their ends'];
  const isFaulty = order.some(({ fault }) => fault !== undefined);
  const isLost = ({ error }: Outcome) => isFaulty && error instanceof DatabaseAwayError;
  const wrong = await violationsIn(world);
  for (const [who, end] of Object.entries({ A, B })) {
    if (end.error !== undefined && !isLost(end)) wrong.push(`${who} ${tellOutcome(end)}`);
    if (end.ms > LONGEST_WAIT_MS) wrong.push(`${who} took ${Math.round(end.ms)} ms`);
  }
  if (wrong.length > 0) return wrong;
  const isAnyLost = isLost(A) || isLost(B);
  wrong.push(...((isAnyLost ? await prepared.checkAfterLoss?.() : await prepared.check(A.value, B.value)) ?? []));
  return wrong;
}
