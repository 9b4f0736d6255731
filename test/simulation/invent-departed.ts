import { isAway, laterOf } from './invent-away.ts';
import { isRush } from './invent-rush.ts';
import type { Action, End, Plan } from './plan.ts';
import { chance, createDice, type Dice, pick } from './random.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const SHARE = 0.03;

/** Where a run can end while it looks after the servers, and deletes what is kept of one. */
const STEPS = ['absences:add', 'absences:change', 'jobs:forgetEnded', 'store:write', 'discord:read'] as const;

/** Whether a server of a life removes the bot, which takes days to be believed. */
export const isDeparted = ({ seed, places, guilds }: Plan): boolean =>
  places === 1 && guilds.length > 1 && !isRush(seed) && !isAway(seed, places) && chance(seed, 'departed') < SHARE;

/**
 * Has the last server remove the bot while its covers are made, and in some lives have it back: before anybody believes it, while it is
 * believed, or once all is deleted. The others go on, and runs end.
 */
export function asDeparted(plan: Plan): Plan {
  const dice = createDice(plan.seed, 'departed');
  const { random, between } = dice;
  const guild = plan.guilds.length - 1;
  const leaves = { guild, member: 0, channel: 0 };
  const removedAt = Math.floor(between(MINUTE, plan.calmAt));
  const backAt = removedAt + pick(random(), [2, 26, 50, 80]) * HOUR + Math.floor(between(0, HOUR));
  const comesBack = random() < 0.7;
  const lateAt = plan.calmAt + 84 * HOUR;
  const actions: Action[] = [
    ...plan.actions,
    { ...leaves, at: removedAt, do: 'remove bot' },
    ...(comesBack ? [{ ...leaves, at: backAt, do: 'add bot' as const }] : []),
    ...[30 * HOUR, 84 * HOUR].flatMap((after) =>
      plan.actions.flatMap((action) => (random() < 0.6 ? [] : laterOf(action, plan.calmAt + after, dice))),
    ),
  ];
  return {
    ...plan,
    settings: { ...plan.settings, REMOVED_SERVER_DAYS: pick(random(), ['1', '2']) },
    actions: actions.toSorted((one, other) => one.at - other.at),
    ends: [...plan.ends, ...laterEnds(plan, dice)],
    calmAt: lateAt + 20 * MINUTE,
  };
}

function laterEnds({ calmAt }: Plan, { random, upTo, between }: Dice): End[] {
  return [26, 50, 74].map((hours): End => {
    const effect = pick(random(), STEPS);
    const when = random() < 0.5 ? 'before' : 'after';
    const at = calmAt + (hours + 1) * HOUR;
    return { kind: 'at', effect, n: 1 + upTo(3), when, at, pauseMs: Math.floor(between(1_000, 30 * MINUTE)) };
  });
}
