import type { Deed, Plan } from './plan.ts';

/** The n-th effect of a name in a run. */
export interface Moment {
  incarnation: number;
  effect: string;
  n: number;
}

/** The last effect of which a run heard before it came to some code, and the first that began afterwards. */
export interface Passage {
  heard: Moment;
  begun: Moment;
}

/** Longer than leases last, and than Discord knows a message again by its nonce. */
const STANDS_MS = 600_000;

/** The plan with one thing more that happens around that code: a run ends, or stands still, or somebody does something. */
export function aimAt(plan: Plan, { heard, begun }: Passage): Plan[] {
  return [
    endingAt(plan, begun),
    standingAt(plan, heard, false),
    standingAt(plan, begun, false),
    reactingTo(plan, heard, 'cancel'),
    endingAt(plan, heard),
    standingAt(plan, begun, true),
    reactingTo(plan, heard, 'again'),
  ].filter((aimed) => aimed !== undefined);
}

/** Undefined where a run before it lives on to the end. */
function endingAt(plan: Plan, { incarnation, effect, n }: Moment): Plan | undefined {
  if (plan.ends.length < incarnation - 1) return undefined;
  const planned = plan.ends[incarnation - 1] ?? { at: plan.calmAt, pauseMs: 1_000 };
  const end = { ...planned, kind: 'at', effect, n, when: 'after' } as const;
  return { ...plan, ends: plan.ends.toSpliced(incarnation - 1, 1, end) };
}

function standingAt(plan: Plan, moment: Moment, isBefore: boolean): Plan {
  const stand = { ...moment, ms: STANDS_MS, isBefore, sleeps: false };
  return { ...plan, stands: [...(plan.stands ?? []), stand] };
}

function reactingTo(plan: Plan, moment: Moment, button: string): Plan {
  const words = `thin flute of remix${plan.seed}x900 with bells`;
  const deed: Deed = { guild: 0, member: 0, channel: 0, do: 'press', button, words };
  return { ...plan, reactions: [...(plan.reactions ?? []), { ...moment, afterMs: 0, deed }] };
}
