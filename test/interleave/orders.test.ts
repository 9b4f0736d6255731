import { describe, expect, it } from 'vitest';
import { type Part, readOrder, tellOrder, type Who } from './order.ts';
import { tryFaults, tryOrders } from './orders.ts';
import type { Run } from './step-through.ts';

/** Two of so many statements each, of whom nobody ever waits for the other: what is done in an order, as letters. */
function runFreely(order: readonly Part[], most: number): { run: Run; letters: string } {
  const steps: Run['steps'] = [];
  const left: Record<Who, number> = { A: most, B: most };
  const goOn = (who: Who) => {
    if (left[who] === 0) return false;
    left[who] -= 1;
    steps.push({ who, hadChoice: left[who === 'A' ? 'B' : 'A'] > 0 });
    return true;
  };
  for (const { who, steps: wanted } of order) for (let n = 0; n < wanted && goOn(who); n += 1);
  const ordered = steps.length;
  let who: Who = order.at(-1)?.who === 'A' ? 'B' : 'A';
  while (left.A + left.B > 0) if (!goOn(who)) who = who === 'A' ? 'B' : 'A';
  return { run: { steps, ordered, wasWaitedFor: true }, letters: steps.map((step) => step.who).join('') };
}

async function ordersUpTo(bound: number, most: number) {
  const tried: string[] = [];
  const { isAll } = await tryOrders(bound, async (order) => {
    const { run, letters } = runFreely(order, most);
    tried.push(letters);
    return run;
  });
  return { tried, isAll };
}

describe('the orders of two', () => {
  it('are all that there are, each once, where they are few', async () => {
    const { tried, isAll } = await ordersUpTo(1_000, 4);

    // Eight places, of which the first one has four.
    expect(new Set(tried).size).toBe(70);
    expect(tried).toHaveLength(70);
    expect(isAll).toBe(true);
  });

  it('are those in which one is put back once, and others up to the bound, where they are many', async () => {
    const { tried, isAll } = await ordersUpTo(40, 10);

    expect(isAll).toBe(false);
    expect(tried).toHaveLength(40);
    expect(new Set(tried).size).toBe(40);
    for (let n = 1; n < 10; n += 1) expect(tried).toContain('A'.repeat(n) + 'B'.repeat(10) + 'A'.repeat(10 - n));
  });

  it('have each of them killed after each statement, and standing still where it is waited for', async () => {
    const told: string[] = [];
    await tryFaults({ A: 3, B: 2 }, async (order) => {
      told.push(tellOrder(order));
      return { steps: [], ordered: 0, wasWaitedFor: order[0]?.who === 'A' && order[0].steps === 2 };
    });

    expect(told).toEqual(['A1!', 'A1.B*.A0!', 'A2.B*.A0!', 'A2~', 'B1!', 'B1.A*.B0!']);
  });

  it('are read as they are told', () => {
    for (const text of ['A3.B2', 'A0', 'B1.A*.B0!', 'A12~']) expect(tellOrder(readOrder(text))).toBe(text);
    for (const text of ['', 'C1', 'A', 'A1?', 'A1..B2']) expect(() => readOrder(text)).toThrow(RangeError);
  });
});
