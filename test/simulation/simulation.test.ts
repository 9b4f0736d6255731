import { describe, expect, it } from 'vitest';
import { readArguments } from './arguments.ts';
import { inventPlan } from './invent.ts';
import { live } from './life.ts';
import { judge } from './outcome.ts';

const SEEDS = [1, 2, 3, 4, 5, 6];

describe('lives in simulated time', () => {
  it.each(SEEDS)('break no rule, such as the one of seed %i', async (seed) => {
    expect((await judge(inventPlan(seed))).violations).toEqual([]);
  });

  it('have one run at a time, or two or three', () => {
    expect(new Set(SEEDS.map((seed) => inventPlan(seed).places))).toEqual(new Set([1, 2, 3]));
  });

  it('are the same for the same seed, down to the last request', async () => {
    const [one, other] = [await live(inventPlan(11)), await live(inventPlan(11))];

    expect(one.hash).toBe(other.hash);
    expect(one.steps).toBe(other.steps);
  });

  it('are the same where what went wrong by chance is given by name', async () => {
    const plan = inventPlan(7);
    const life = await live(plan);

    expect(life.faults.length).toBeGreaterThan(5);
    expect((await live({ ...plan, faults: life.faults })).hash).toBe(life.hash);
  });

  it('have twenty wishes and two ends of the bot at least', async () => {
    const life = await live(inventPlan(12));

    expect(life.wishes).toBeGreaterThanOrEqual(20);
    expect(life.incarnationsEnded).toBeGreaterThanOrEqual(2);
  });
});

describe('what to simulate', () => {
  it('is said by a range of seeds, or by one', () => {
    expect(readArguments(['--seeds', '3..9', '--keep-going'])).toMatchObject({ from: 3, to: 9, keepsGoing: true });
    expect(readArguments(['--seeds', '7'])).toMatchObject({ from: 7, to: 7 });
    expect(readArguments(['--shrink', '7'])).toMatchObject({ shrink: 7 });
  });

  it.each([
    ['--seeds', '9..3'],
    ['--seeds', 'x'],
    ['--shrink', '-1'],
    ['--help'],
  ])('is not understood as %s %s', (...given) => {
    expect(readArguments(given.filter((one) => one !== undefined))).toBeUndefined();
  });
});
