import { isRush } from './invent-rush.ts';
import type { Action, Plan } from './plan.ts';
import { chance, createDice, pick } from './random.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const SHARE = 0.1;

/** Whether the machine of a life is off for days in it. */
export const isAway = (seed: number, places: number): boolean =>
  places === 1 && !isRush(seed) && chance(seed, 'away') < SHARE;

/**
 * Has the machine off for days once all that was asked for is made, and members go on with what they find when it is back: songs and covers
 * are old by then, and in some of these lives there is room for few of them.
 */
export function asAway(plan: Plan): Plan {
  const dice = createDice(plan.seed, 'away');
  const { random, between } = dice;
  const pausesMs = plan.ends.reduce((sum, { pauseMs }) => sum + pauseMs, 0);
  const offAt = plan.calmAt + pausesMs + Math.floor(between(10 * MINUTE, 40 * MINUTE));
  const pauseMs = Math.floor(pick(random(), [26 * HOUR, 26 * HOUR, 8 * DAY]) + between(0, HOUR));
  const backAt = offAt + pauseMs;
  const how = random() < 0.5 ? 'stopped' : 'killed';
  return {
    ...plan,
    settings: {
      ...plan.settings,
      KEEP_FILES_DAYS: pick(random(), ['1', '1', '7', '30']),
      ...(random() < 0.5 && { FILES_MAX_GB: pick(random(), ['0.000001', '0.000003']) }),
    },
    ends: [...plan.ends, { kind: 'time', at: offAt, how, pauseMs }],
    actions: [
      ...plan.actions.filter(({ at }) => at < offAt),
      ...plan.actions.flatMap((action) => laterOf(action, backAt, dice)),
    ].toSorted((one, other) => one.at - other.at),
    calmAt: backAt + 20 * MINUTE,
  };
}

/** Some of what was done is done once more; a wish is another one, for its words. */
function laterOf(
  action: Action,
  backAt: number,
  { random, between }: { random(): number; between(low: number, high: number): number },
): Action[] {
  const at = backAt + Math.floor(between(5_000, 20 * MINUTE));
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
