import type { End, Plan, Stand } from './plan.ts';
import { type Dice, pick } from './random.ts';

const MINUTE = 60_000;

/**
 * Where a run of the bot can be ended between an intent and its answer: the effects that a cover goes through, from the wish to the last
 * word about it. `coverage` shows which of them no life has met.
 */
export const crashPoints = [
  'jobs:accept',
  'jobs:to submitting',
  'jobs:to generating',
  'jobs:to delivering',
  'jobs:to delivered',
  'jobs:to failed',
  'jobs:to cancelled',
  'jobs:to queued',
  'jobs:to unknown',
  'drafts:save',
  'store:write',
  'alarms:remove',
  'files:download',
  'files:put',
  'audio:take out',
  'audio:probe take',
  'audio:finish',
  'audio:draw',
  'runware:submit',
  'runware:poll',
  'runware:look up',
  'runware:upload',
  'aimlapi:submit',
  'aimlapi:poll',
  'aimlapi:take apart',
  'minimax:submit',
  'minimax:take apart',
  'minimax:write',
  'discord:answer',
  'discord:edit',
  'discord:follow',
  'discord:post',
  'discord:read',
  'discord:delete',
] as const;

/** In every fourth life of several runs, those that begin it stand still again and again, at the same few points. */
export function inventSoreStands(dice: Dice, { providers, places }: Pick<Busy, 'providers' | 'places'>): Stand[] {
  const { random, upTo, between } = dice;
  if (places === 1 || random() >= 0.25) return [];
  const [first = ''] = providers.split(',');
  const effects = pick(random(), [
    ['jobs:to submitting'],
    ['leases:holds'],
    ['discord:read', 'discord:post'],
    ['files:open', 'jobs:to submitting'],
    [`${first}:submit`, 'jobs:to delivering'],
  ]);
  return Array.from({ length: 8 }, (_, index): Stand => {
    const ms = Math.floor(between(10_000, 4 * MINUTE));
    return { incarnation: 1 + upTo(places), effect: pick(random(), effects), n: 1 + index, ms, sleeps: random() < 0.3 };
  });
}

/** What happens hundreds of times in a life; all else a few dozen times at most. */
const FREQUENT: ReadonlySet<string> = new Set([
  'store:write',
  'discord:read',
  'discord:edit',
  'leases:holds',
  'runware:poll',
  'aimlapi:poll',
]);

/** What comes a few times in most lives, if at all. */
const RARE: ReadonlySet<string> = new Set([
  'jobs:to failed',
  'jobs:to cancelled',
  'jobs:to queued',
  'jobs:to unknown',
  'runware:look up',
  'runware:upload',
  'aimlapi:take apart',
  'minimax:take apart',
  'minimax:write',
  'discord:delete',
]);

/** Right after these comes what cannot be taken back, or what is to come once. */
const pointsOfNoReturn: readonly string[] = [
  'jobs:to submitting',
  'jobs:to generating',
  'jobs:to delivering',
  'jobs:to delivered',
  'jobs:to failed',
  'leases:holds',
  'discord:read',
  'discord:post',
  'alarms:claim',
  'runware:submit',
  'aimlapi:submit',
  'minimax:submit',
];

/** Whether it can come in a life with these providers. */
export function isMetWith(effect: string, providers: string): boolean {
  const [, own] = /^(runware|aimlapi|minimax):/.exec(effect) ?? [];
  return own === undefined || providers.split(',').includes(own);
}

/** Which of those of a name it may be, by a roll in [0, 1): early ones more often than late ones. */
export function nthOf(effect: string, roll: number): number {
  return Math.floor(10 ** (roll * (FREQUENT.has(effect) ? 2.7 : RARE.has(effect) ? 0.4 : 1.1)));
}

/** Ends of runs one after the other, each of which brings about what the next one stands in the way of. */
function chainsOf(providers: string): readonly (readonly string[])[] {
  const [first = ''] = providers.split(',');
  const unclear = first === 'runware' ? 'runware:look up' : 'jobs:to unknown';
  return [
    [`${first}:submit`, unclear],
    [`${first}:submit`, unclear, unclear],
    ['jobs:to submitting', unclear],
    ['jobs:to queued', 'jobs:to queued'],
    ['jobs:to cancelled', 'alarms:remove'],
    ['jobs:to failed', 'alarms:remove'],
    // A post of which nobody knows whether it is there, and then the look for it.
    ['discord:post', 'discord:read'],
    ['discord:post', 'discord:post', 'discord:read'],
    ['discord:post', 'discord:post', 'discord:post'],
    ['discord:delete', 'discord:delete'],
  ];
}

/** Where a life that hardly comes to rest is ended again and again: at what cannot be taken back, or just anywhere. */
function soreSpotOf(
  { random }: Dice,
  providers: string,
  { finalPoints, points }: { finalPoints: readonly string[]; points: readonly string[] },
): readonly string[] {
  if (random() < 0.5) return [pick(random(), finalPoints), pick(random(), points)];
  const [first = ''] = providers.split(',');
  return pick(random(), [
    ['discord:post'],
    ['discord:post', 'discord:read'],
    ['discord:post', 'jobs:to delivering'],
    ['discord:post', 'jobs:to failed', 'jobs:to cancelled'],
    [`${first}:submit`],
    [`${first}:submit`, 'jobs:to submitting', 'jobs:to generating'],
  ]);
}

export interface Busy {
  /** As they are set. */
  providers: string;
  places: number;
  /** From its beginning on, so long most of a life happens. */
  busyMs: number;
}

/** Where the runs of a life end or stand still, and which of their effects fail more often than others, if any do. */
export function inventEnds(
  dice: Dice,
  { providers, places, busyMs }: Busy,
): Required<Pick<Plan, 'ends' | 'stands' | 'weak'>> {
  const { random, upTo, between } = dice;
  const points = crashPoints.filter((point) => isMetWith(point, providers));
  const finalPoints = pointsOfNoReturn.filter((point) => isMetWith(point, providers));
  // Between two writes that should be one, and right after what cannot be taken back, is where most can go wrong.
  const somePoint = () => (random() < 0.2 ? 'store:write' : pick(random(), random() < 0.4 ? finalPoints : points));

  // Where it is known what has to be met first, what comes of it is met as well.
  const chain = random() < 0.5 ? pick(random(), chainsOf(providers)) : [];
  // Some hardly ever come to rest, and always at the same places.
  const sore = random() < 0.35 ? soreSpotOf(dice, providers, { finalPoints, points }) : undefined;
  const count = Math.max(chain.length, sore ? 5 + upTo(5) : 2 + upTo(3));

  const endAt = (index: number): Pick<Extract<End, { kind: 'at' }>, 'effect' | 'n' | 'at'> => {
    const known = chain[index] ?? (sore && pick(random(), sore));
    const effect = known ?? somePoint();
    const n = known === undefined ? nthOf(effect, random()) : 1 + upTo(2);
    return { effect, n, at: Math.floor(busyMs * (index + 1) * (sore ? 1 / count : 0.45)) };
  };
  const awayMs = (effect: string): number | undefined => {
    // Discord knows for two minutes what it has posted, and what is sent again meanwhile is no second post.
    if (effect === 'discord:post' && random() < 0.6) return Math.floor(between(2.5 * MINUTE, 8 * MINUTE));
    // A provider that forgets what it was asked for has ended it by then.
    const isOver = effect === 'runware:submit' && random() < 0.4;
    return isOver ? Math.floor(between(2.5 * MINUTE, 25 * MINUTE)) : undefined;
  };
  const ends = Array.from({ length: count }, (_, index): End => {
    const pauseMs = Math.floor(random() < 0.8 ? between(1_000, 30_000) : between(MINUTE, 35 * MINUTE));
    const power = places === 1 && random() < 0.6 ? { losesPower: true } : {};
    const roll = random();
    if (chain[index] === undefined && roll >= 0.7) {
      const at = Math.floor((busyMs * (index + random())) / 3);
      return { kind: 'time', at, how: roll < 0.8 ? 'killed' : 'stopped', pauseMs, ...power };
    }
    const where = endAt(index);
    return {
      kind: 'at',
      ...where,
      when: random() < 0.5 ? 'before' : 'after',
      pauseMs: awayMs(where.effect) ?? pauseMs,
      ...power,
    };
  });

  const stands = Array.from({ length: places > 1 && random() < 0.6 ? 1 + upTo(3) : 0 }, (): Stand => {
    const effect = pick(random(), random() < 0.5 ? finalPoints : points);
    const n = nthOf(effect, random());
    return { incarnation: 1 + upTo(places), effect, n, ms: Math.floor(10 ** between(4, 6)), sleeps: random() < 0.3 };
  });
  const weak = Array.from({ length: random() < 0.4 ? 1 + upTo(2) : 0 }, () => pick(random(), points));
  return { ends, stands, weak };
}
