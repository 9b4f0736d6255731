import { phaseAt } from './phases.ts';
import type { Phase, PlannedFault, PlanOptions, RunwareHabits } from './plan.ts';
import { isUnaskable, type Point, providerOf } from './points.ts';
import { createRandom } from './random.ts';

/** For each wish. */
const HTTP_FAULTS = 0.45;
const OUTAGES = 0.006;
const REPLAYS = 0.05;
const GATEWAY_FAULTS = 0.015;
const BAD_CHANNELS = 0.012;
const NEW_HABITS = 0.02;

/**
 * What is not known of Runware: an unknown task may look like a running one, and a task that has ended may be forgotten. Where polls
 * and the archive are silent together, a request that never came cannot be told from one that did: by design it is given up, so that
 * is rare.
 */
const HABITS: { [Name in keyof RunwareHabits]: readonly RunwareHabits[Name][] } = {
  unknownTask: ['error', 'error', 'running', 'empty'],
  unknownTaskDetails: ['error', 'error', 'error', 'error', 'empty'],
  taskDetailsKnow: ['all', 'ended'],
  resultRetentionMs: [null, 60_000],
};

/** Of all wishes: what may be lost by breaking paid requests that cannot be asked about. */
const UNASKABLE_SHARE = 0.006;

interface FaultRow {
  point: Point;
  weight: number;
  /** `before`: it never takes effect, but for one that is slow. */
  before: readonly string[];
  after: readonly string[];
}

const ROWS: readonly FaultRow[] = [
  {
    point: 'discord.answer',
    weight: 8,
    before: ['429', '500', 'reset', 'slow', 'foreign'],
    after: ['500', 'reset', 'slow'],
  },
  {
    point: 'discord.edit',
    weight: 8,
    before: ['429', '500', 'reset', '502html', 'foreign'],
    after: ['500', 'reset', 'hang'],
  },
  { point: 'discord.song', weight: 6, before: ['500', 'reset', '429'], after: [] },
  { point: 'discord.check', weight: 8, before: ['429', '500', 'reset', '502html', 'foreign'], after: ['reset'] },
  {
    point: 'discord.post',
    weight: 20,
    before: ['429', '500', 'reset', '502html', 'foreign'],
    after: ['500', 'reset', '502html'],
  },
  { point: 'discord.tell', weight: 1, before: ['500', '429'], after: ['500', 'reset'] },
  { point: 'discord.find', weight: 1, before: ['500', '429', 'reset'], after: [] },
  { point: 'runware.upload', weight: 5, before: ['429', '500', 'reset', '503'], after: ['reset', 'truncated'] },
  {
    point: 'runware.paid',
    weight: 22,
    before: ['429', '500', '503', 'reset', '502html', 'emptyBody'],
    after: ['500', '504', 'reset', 'truncated', 'wrongType', 'emptyBody'],
  },
  { point: 'runware.poll', weight: 8, before: ['429', '500', 'reset', 'wrongType'], after: ['truncated', 'reset'] },
  { point: 'runware.result', weight: 8, before: ['dead', '500', 'reset', 'wrongLength', 'cutFile'], after: [] },
  { point: 'aimlapi.preprocess', weight: 3, before: ['429', '500', 'reset'], after: ['reset'] },
  { point: 'aimlapi.paid', weight: 12, before: ['429', '500', 'reset'], after: ['500', 'reset', 'truncated'] },
  { point: 'aimlapi.poll', weight: 10, before: ['429', '500', 'reset', 'wrongType'], after: ['truncated', 'reset'] },
  { point: 'aimlapi.result', weight: 10, before: ['dead', '500', 'reset', 'wrongLength', 'cutFile'], after: [] },
  { point: 'minimax.preprocess', weight: 3, before: ['429', '500', 'reset'], after: ['reset'] },
  { point: 'minimax.paid', weight: 12, before: ['429', '503'], after: ['500', 'reset', 'truncated'] },
];

export interface FaultsOptions extends PlanOptions {
  guilds: number;
  phases: readonly Phase[];
}

/** What goes wrong between the bot and the world, beside what happens to the bot itself. */
export function planFaults({ seed, jobs, guilds, phases }: FaultsOptions): PlannedFault[] {
  const random = createRandom(seed, 'faults');
  const atWish = () => Math.floor(random.next() * jobs);
  const times = (share: number) => Array.from({ length: Math.round(jobs * share) }, atWish);
  let unaskable = Math.max(1, Math.round(jobs * UNASKABLE_SHARE));

  const httpFault = (wish: number): PlannedFault => {
    const [first] = phaseAt(phases, wish).providers;
    const { point, before, after } = random.weighted(
      ROWS.filter((row) => [undefined, first].includes(providerOf(row.point))),
    );
    const when = random.chance(before.length / (before.length + after.length)) ? 'before' : 'after';
    const fault = random.pick(when === 'before' ? before : after);
    // 429 alone says for sure that nothing was taken.
    const isCostly = isUnaskable(point) && fault !== '429';
    if (isCostly && unaskable === 0) return { kind: 'http', atWish: wish, point, fault: '429', when: 'before' };
    if (isCostly) unaskable -= 1;
    return { kind: 'http', atWish: wish, point, fault, when };
  };

  const faults: PlannedFault[] = [
    ...times(HTTP_FAULTS).map(httpFault),
    ...times(OUTAGES).map((wish): PlannedFault => {
      const [first] = phaseAt(phases, wish).providers;
      const service = random.chance(0.5) ? 'discord' : first;
      return { kind: 'outage', atWish: wish, service, realMs: Math.round(random.between(300, 2_500)) };
    }),
    ...times(REPLAYS).map(
      (wish): PlannedFault => ({ kind: 'replay', atWish: wish, events: 1 + Math.floor(random.next() * 5) }),
    ),
    ...times(GATEWAY_FAULTS).map(
      (wish): PlannedFault => ({
        kind: 'gateway',
        atWish: wish,
        what: random.pick(['drop', 'reconnect', 'invalidate'] as const),
      }),
    ),
    ...planBadChannels({ seed, jobs, guilds }),
    ...planHabits({ seed, jobs }),
  ];
  return faults.sort((one, other) => one.atWish - other.atWish);
}

function planBadChannels({ seed, jobs, guilds }: { seed: number; jobs: number; guilds: number }): PlannedFault[] {
  const random = createRandom(seed, 'channels');
  return Array.from({ length: Math.ceil(jobs * BAD_CHANNELS) }, () => ({
    kind: 'channel',
    atWish: Math.floor(random.next() * jobs),
    guild: Math.floor(random.next() * guilds),
    fault: random.pick(['hang', 'slow'] as const),
    realMs: Math.round(random.between(2_000, 6_000)),
  }));
}

/** The first are there from the beginning. */
function planHabits({ seed, jobs }: { seed: number; jobs: number }): PlannedFault[] {
  const random = createRandom(seed, 'habits');
  return Array.from({ length: Math.ceil(jobs * NEW_HABITS) }, (_, index) => ({
    kind: 'habits',
    atWish: index === 0 ? 0 : Math.floor(random.next() * jobs),
    habits: {
      unknownTask: random.pick(HABITS.unknownTask),
      unknownTaskDetails: random.pick(HABITS.unknownTaskDetails),
      taskDetailsKnow: random.pick(HABITS.taskDetailsKnow),
      resultRetentionMs: random.pick(HABITS.resultRetentionMs),
    },
  }));
}
