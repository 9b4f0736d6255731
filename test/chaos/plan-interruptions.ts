import { phaseAt } from './phases.ts';
import type { Interruption, Phase, PlanOptions } from './plan.ts';
import type { Aim, Moment, Point, ProviderName } from './points.ts';
import { isUnaskable, providerOf } from './points.ts';
import { createRandom, type Random } from './random.ts';

const SECOND = 1_000;
const MINUTE = 60_000;

/** Beside the kills, for each of them. */
const PAUSES_PER_KILL = 0.08;
const STOPS_PER_KILL = 0.03;

/** Of all wishes: what may be lost by cutting off paid requests that cannot be asked about. */
const UNASKABLE_SHARE = 0.012;

/** Of the starts after an end: somebody has set the machine's clock, and sets it right before the next one. */
const CLOCKS_OFF = 0.08;
/** Less than what a provider is given for a cover: covers given up by a clock of tomorrow would hide real faults. */
const CLOCK_OFF_MS = [-10 * MINUTE, -3 * MINUTE, 3 * MINUTE, 10 * MINUTE];

/** While the paid request of a song stays open for minutes, a kill hits somebody's nearly every time. */
const RELUCTANCE_AT_MINIMAX = 0.5;

const POINTS: readonly { point: Point; weight: number }[] = [
  { point: 'discord.answer', weight: 8 },
  { point: 'discord.edit', weight: 8 },
  { point: 'discord.song', weight: 5 },
  { point: 'discord.check', weight: 5 },
  { point: 'discord.post', weight: 24 },
  { point: 'discord.tell', weight: 1 },
  { point: 'discord.find', weight: 2 },
  { point: 'runware.upload', weight: 6 },
  { point: 'runware.paid', weight: 22 },
  { point: 'runware.poll', weight: 7 },
  { point: 'runware.result', weight: 7 },
  { point: 'aimlapi.preprocess', weight: 2 },
  { point: 'aimlapi.paid', weight: 10 },
  { point: 'aimlapi.poll', weight: 8 },
  { point: 'aimlapi.result', weight: 8 },
  { point: 'minimax.preprocess', weight: 1 },
  { point: 'minimax.paid', weight: 8 },
];

const MOMENTS: readonly { moment: Moment; weight: number }[] = [
  { moment: 'arrived', weight: 3 },
  { moment: 'passing', weight: 2 },
  { moment: 'executed', weight: 3 },
  { moment: 'answered', weight: 3 },
];

/** Shorter than anything's life; beyond a nonce; beyond a token; beyond half an hour, and so beyond links. */
const AWAY = [
  { weight: 55, minimumMs: 0, maximumMs: 0 },
  { weight: 15, minimumMs: 5 * SECOND, maximumMs: 60 * SECOND },
  { weight: 12, minimumMs: 150 * SECOND, maximumMs: 5 * MINUTE },
  { weight: 9, minimumMs: 15 * MINUTE, maximumMs: 25 * MINUTE },
  { weight: 9, minimumMs: 31 * MINUTE, maximumMs: 50 * MINUTE },
] as const;

/** The life of a private message. Ends that come later are told in public, and that is worth a kill. */
const TOKEN_MS = 15 * MINUTE;
const TOLD_AFTER_LONG = 0.25;

/** A start takes about a second: some are killed before they are at work. */
const RANDOM_MOMENTS = [
  { weight: 12, after: 'spawn', minimumMs: 100, maximumMs: 1_200 },
  { weight: 88, after: 'work', minimumMs: 50, maximumMs: 3_000 },
] as const;

export interface InterruptionsOptions extends PlanOptions {
  phases: readonly Phase[];
}

/** When the bot is killed, held and stopped. Every second kill is aimed at a named boundary. */
export function planInterruptions({ seed, jobs, kills, phases }: InterruptionsOptions): Interruption[] {
  const random = createRandom(seed, 'interruptions');
  const clocks = createRandom(seed, 'clocks');
  const kinds: Interruption['kind'][] = [
    ...Array<'kill'>(kills).fill('kill'),
    ...Array<'pause'>(Math.ceil(kills * PAUSES_PER_KILL)).fill('pause'),
    ...Array<'stop'>(Math.ceil(kills * STOPS_PER_KILL)).fill('stop'),
  ];
  const places = kinds.map(() => placeOf(random, jobs, phases)).sort((one, other) => one - other);
  const shuffled = kinds.map((kind) => ({ kind, order: random.next() })).sort((one, other) => one.order - other.order);
  let unaskable = Math.max(1, Math.round(jobs * UNASKABLE_SHARE));
  let isAimed = false;
  let wasLong = false;

  return shuffled.map(({ kind }, index): Interruption => {
    const atWish = places[index] ?? 0;
    isAimed = !isAimed;
    const isTold = wasLong && kind === 'kill' && random.chance(TOLD_AFTER_LONG);
    const some = isTold ? toldAim(random) : aimOf(random, phaseAt(phases, atWish), unaskable > 0);
    const aim = (isAimed || isTold) && kind !== 'stop' ? some : null;
    if (aim && isUnaskable(aim.point) && kind === 'kill') unaskable -= 1;
    const away = random.weighted(AWAY);
    wasLong = kind !== 'pause' && away.minimumMs >= TOKEN_MS;
    const moment = random.weighted(RANDOM_MOMENTS);
    return {
      kind,
      atWish,
      aim,
      after: kind === 'kill' ? moment.after : 'work',
      afterMs: Math.round(random.between(moment.minimumMs, moment.maximumMs)),
      awayMs: kind === 'pause' ? 0 : Math.round(random.between(away.minimumMs, away.maximumMs)),
      clockOffMs: kind !== 'pause' && clocks.chance(CLOCKS_OFF) ? clocks.pick(CLOCK_OFF_MS) : 0,
    };
  });
}

function toldAim(random: Random): Aim {
  return { point: 'discord.tell', moment: random.weighted(MOMENTS).moment };
}

/** Not among the last wishes: somebody must be there to be interrupted. */
function placeOf(random: Random, jobs: number, phases: readonly Phase[]): number {
  for (;;) {
    const wish = Math.floor(random.next() * Math.max(1, jobs - 2)) + 1;
    const isReluctant = phaseAt(phases, wish).providers[0] === 'minimax';
    if (!isReluctant || random.chance(RELUCTANCE_AT_MINIMAX)) return wish;
  }
}

function aimOf(random: Random, { providers: [first] }: Phase, mayBeUnaskable: boolean): Aim {
  const { point } = random.weighted(
    POINTS.filter((one) => isMet(one.point, first) && (mayBeUnaskable || !isUnaskable(one.point))),
  );
  return { point, moment: point.endsWith('.result') ? 'arrived' : random.weighted(MOMENTS).moment };
}

/** Only who is asked first is sure to have work. */
function isMet(point: Point, first: ProviderName): boolean {
  const provider = providerOf(point);
  return provider === undefined || provider === first;
}
