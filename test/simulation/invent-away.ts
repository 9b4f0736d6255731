import { isRush } from './invent-rush.ts';
import type { Action, Plan } from './plan.ts';
import { chance, createDice, type Dice, pick } from './random.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const SHARE = 0.1;

/** Whether the machine of a life is off for days in it. */
export const isAway = (seed: number, places: number): boolean =>
  places === 1 && !isRush(seed) && chance(seed, 'away') < SHARE;

/**
 * Has the machine off for days, in the midst of it all or once all that was asked for is made, and members go on with what they find when
 * it is back: songs and covers are old by then, and in some of these lives there is room for few of them.
 */
export function asAway(plan: Plan): Plan {
  const dice = createDice(plan.seed, 'away');
  const { random, between } = dice;
  const settings = {
    ...plan.settings,
    KEEP_FILES_DAYS: pick(random(), ['1', '1', '7', '30']),
    ...(random() < 0.5 && { FILES_MAX_GB: pick(random(), ['0.000001', '0.000003']) }),
  };
  const pauseMs = Math.floor(pick(random(), [26 * HOUR, 26 * HOUR, 8 * DAY]) + between(0, HOUR));
  const how = random() < 0.5 ? 'stopped' : 'killed';
  const off = { kind: 'time', how, pauseMs } as const;
  if (random() < 0.5) return inTheMidst({ ...plan, settings }, { ...off, at: midstOf(plan, dice) });
  const pausesMs = plan.ends.reduce((sum, end) => sum + end.pauseMs, 0);
  const at = plan.calmAt + pausesMs + Math.floor(between(10 * MINUTE, 40 * MINUTE));
  return {
    ...plan,
    settings,
    ends: [...plan.ends, { ...off, at }],
    actions: [
      ...plan.actions.filter((action) => action.at < at),
      ...plan.actions.flatMap((action) => laterOf(action, at + pauseMs, dice)),
    ].toSorted((one, other) => one.at - other.at),
    calmAt: at + pauseMs + 20 * MINUTE,
  };
}

/** A moment by which something was asked for that is not made yet. */
function midstOf({ actions }: Plan, { between, upTo }: Dice): number {
  const wishes = actions.filter((action) => action.do === 'wish');
  return (wishes[upTo(wishes.length)]?.at ?? MINUTE) + Math.floor(between(5_000, 2 * MINUTE));
}

/** All that was to come happens when the machine is back. */
function inTheMidst(plan: Plan, off: Extract<Plan['ends'][number], { kind: 'time' }>): Plan {
  const later = <Happening extends { at: number }>(happening: Happening): Happening =>
    happening.at < off.at ? happening : { ...happening, at: happening.at + off.pauseMs };
  return {
    ...plan,
    ends: [off, ...plan.ends.map((end) => ({ ...end, at: end.at + off.pauseMs }))],
    actions: plan.actions.map(later),
    troubles: plan.troubles.map(later),
    calmAt: plan.calmAt + off.pauseMs,
  };
}

/** Some of what was done is done once more after a moment; a wish is another one, for its words. */
export function laterOf(action: Action, from: number, { random, between }: Dice): Action[] {
  const at = from + Math.floor(between(5_000, 20 * MINUTE));
  if (random() < 0.5) return [];
  switch (action.do) {
    case 'wish':
      return [{ ...action, at, style: anew(action.style), lyrics: action.lyrics && anew(action.lyrics) }];
    case 'press':
    case 'choose':
      return [{ ...action, at, words: anew(action.words) }];
    case 'command':
      return [{ ...action, at }];
    default:
      return [];
  }
}

const anew = (words: string): string =>
  words.replaceAll(/(?<=(?:style|lyrics|remix|report)\d+x)(\d+)/g, (_, index) => String(Number(index) + 1_000));
