import { describe, expect, it } from 'vitest';
import { aimAt, type Moment } from './aim.ts';
import { inventPlan } from './invent.ts';
import { judge } from './outcome.ts';
import type { Plan } from './plan.ts';

const heard: Moment = { incarnation: 1, effect: 'jobs:accept', n: 1 };
const begun: Moment = { incarnation: 1, effect: 'jobs:to submitting', n: 1 };

describe('things that happen around some code', () => {
  it('break no rule of a bot that is whole, and are met', async () => {
    const [ending = inventPlan(2), standing = inventPlan(2)] = aimAt(inventPlan(2), { heard, begun });

    const [ended, stood] = [await judge(ending), await judge(standing)];

    expect([...ended.violations, ...stood.violations]).toEqual([]);
    expect(ended.life?.coverage['jobs:to submitting']).toHaveProperty('killed after');
    expect(stood.life?.coverage['jobs:accept']).toHaveProperty('stood still');
  });

  it('are an end of that run and of none that comes later than one that never ends', () => {
    const plan: Plan = { ...inventPlan(2), ends: [] };

    const isEnd = ({ ends }: Plan) => ends.length > 0;

    expect(aimAt(plan, { heard, begun }).filter(isEnd)).toHaveLength(2);
    const later = { ...begun, incarnation: 3 };
    expect(aimAt(plan, { heard: later, begun: later }).filter(isEnd)).toHaveLength(0);
  });
});
