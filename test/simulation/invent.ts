import { asAway, isAway } from './invent-away.ts';
import { asDeparted, isDeparted } from './invent-departed.ts';
import { inventEnds, inventSoreStands } from './invent-ends.ts';
import { asHello, isHello } from './invent-hello.ts';
import { inventReactions } from './invent-reactions.ts';
import { asRush, isRush } from './invent-rush.ts';
import type { Action, GuildPlan, Habits, Plan, Trouble } from './plan.ts';
import { chance, createDice, type Dice, pick } from './random.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const PROVIDERS = ['runware', 'runware', 'runware,aimlapi', 'minimax', 'aimlapi,minimax', 'minimax,runware'] as const;

const KEYS = {
  RUNWARE_API_KEY: 'secret-key-of-runware-0001',
  AIMLAPI_API_KEY: 'secret-key-of-aimlapi-0002',
  MINIMAX_API_KEY: 'secret-key-of-minimax-0003',
};

/** What a server may choose, and whether that is typed. */
const CHOICES = [
  ['runningPerGuild', '1', true],
  ['memberDayTakes', '3', true],
  // More than the operator lets them have.
  ['memberDayTakes', '40', true],
  ['guildDayTakes', '10', true],
  ['waitingPerMember', '2', true],
  ['privateFirst', 'true', false],
  ['privateFirst', 'false', false],
  ['approval', 'all', false],
  ['approval', 'off', false],
  ['opensThreads', 'true', false],
  ['wantsRightsTick', 'true', false],
  ['pauseMinutes', '1', false],
  ['howTo', 'true', false],
  ['remixChannelIds', 'channel 1', false],
  ['logChannelIds', 'channel 1', false],
] as const;

/** Words that no text of the bot's has, so that they are known again wherever they turn up. */
const SOUNDS = ['slow blues', 'bright synth pop', 'bare folk', 'loud metal', 'quiet jazz', 'old swing'];

/** A life of its own for each seed. */
export function inventPlan(seed: number): Plan {
  const plan = inventUsual(seed);
  if (isRush(seed)) return asRush(plan);
  if (isAway(seed, plan.places)) return asAway(plan);
  if (isDeparted(plan)) return asDeparted(plan);
  return isHello(plan) ? asHello(plan) : plan;
}

function inventUsual(seed: number): Plan {
  const dice = createDice(seed, 'plan');
  const { random, upTo, between } = dice;

  const guilds = inventGuilds(seed, dice);
  // Where somebody wishes for half of all, they come to the limits of a day.
  const eager = chance(seed, 'eager') < 0.3 ? { guild: 0, member: 1, channel: 0 } : undefined;
  const someone = () => {
    if (eager && random() < 0.5) return eager;
    const guild = upTo(guilds.length);
    return { guild, member: upTo(guilds[guild]?.members.length ?? 1), channel: random() < 0.8 ? 0 : 1 };
  };

  const providers = pick(random(), PROVIDERS);
  const places = 1 + pick(chance(seed, 'places'), [0, 0, 1, 1, 2] as const);
  // Several runs look now and then for what the others have written: the same life costs more.
  const busyMs = between(15 * MINUTE, 50 * MINUTE) / places;
  // All at once there is a line to wait in.
  const wishingMs = random() < 0.4 ? between(MINUTE, 3 * MINUTE) : busyMs;
  const moment = (spanMs = busyMs) => Math.floor(5_000 + random() * spanMs);
  const wishes = Array.from({ length: 20 + upTo(8) }, (_, index): Action => {
    const song = `song${seed}x${random() < 0.15 ? 0 : index}`;
    const style = `${pick(random(), SOUNDS)} of style${seed}x${index} with a warm organ`;
    const takes = random() < 0.2 && providers.startsWith('runware') ? 2 : 1;
    const isPrivate = random() < 0.1;
    const lyrics = random() < 0.15 ? `[Verse]\nla la of lyrics${seed}x${index}, la la la` : null;
    const linkMs = random() < 0.8 ? 24 * HOUR : 2 * MINUTE;
    const isSilent = random() < 0.04;
    const wish = { song, seconds: 60 + upTo(200), style, lyrics, takes, isPrivate, linkMs, isSilent };
    return { ...someone(), at: moment(wishingMs), do: 'wish', ...wish };
  });
  // Some ask twice, when no answer comes as soon as they like.
  const impatient = wishes.flatMap((wish) =>
    random() < 0.1 ? [{ ...wish, at: wish.at + Math.floor(between(4_000, 20_000)) }] : [],
  );
  // Somebody changes their mind, or makes more of it, while it is on its way or just there.
  const afterthoughts = wishes.flatMap((wish, index): Action[] => {
    if (random() < 0.6) return [];
    const button = pick(random(), [
      'cancel',
      'cancel',
      'cancel',
      'again',
      'remix',
      'anotherTake',
      'kept',
      'post',
      'vote',
    ]);
    const { guild, member, channel } = wish;
    const at = wish.at + Math.floor(10 ** between(3.5, 5.5));
    return [
      {
        guild,
        member,
        channel,
        at,
        do: 'press',
        button,
        words: `soft harp of remix${seed}x${index + 100} with bells`,
      },
    ];
  });
  // Who hears theirs first may want it posted, and press twice.
  const kept = wishes.flatMap((wish): Action[] => {
    if (wish.do !== 'wish' || !wish.isPrivate) return [];
    const { guild, member, channel } = wish;
    const at = wish.at + Math.floor(between(3 * MINUTE, 8 * MINUTE));
    const post = { guild, member, channel, do: 'press', button: 'post', words: '' } as const;
    return [
      { ...post, at },
      { ...post, at: at + Math.floor(10 ** between(2.5, 5)) },
    ];
  });
  const presses = Array.from({ length: 8 + upTo(10) }, (_, index): Action => {
    const button = pick(random(), [
      'cancel',
      'cancel',
      'vote',
      'vote',
      'remix',
      'anotherTake',
      'again',
      'kept',
      'post',
      'original',
      'approve',
      'askRefuse',
      'askTakeDown',
      'askDelete',
    ]);
    return {
      ...someone(),
      at: moment(),
      do: 'press',
      button,
      words: `airy choir of remix${seed}x${index} with bells`,
    };
  });
  const choices = Array.from({ length: 2 + upTo(4) }, (_, index): Action => {
    const value = pick(random(), ['details', 'lyrics', 'report', 'remove', 'original', 'remixCover']);
    return {
      ...someone(),
      at: moment(),
      do: 'choose',
      menu: 'more',
      value,
      words: `something of ${value === 'remixCover' ? 'remix' : 'report'}${seed}x${index + 200} is wrong`,
    };
  });
  const typed = Array.from({ length: 2 + upTo(3) }, (): Action => {
    const [name, subcommand] = pick(random(), [
      ['covers', 'mine'],
      ['covers', 'queue'],
      ['covers', 'top'],
      ['quota', null],
      ['help', null],
    ] as const);
    return { ...someone(), at: moment(), do: 'command', name, subcommand };
  });
  const settings = Array.from({ length: upTo(4) }, (): Action => {
    const [key, value, isTyped] = pick(random(), CHOICES);
    return { guild: upTo(guilds.length), member: 0, channel: 0, at: moment(), do: 'set', key, value, isTyped };
  });
  const desks = Array.from({ length: random() < 0.5 ? 1 + upTo(2) : 0 }, (): ((last: number) => Action[]) => {
    const of = upTo(guilds.length);
    const at = moment();
    const press = (press: string, of: number | null, at: number): Action => {
      return { guild: 0, member: 0, channel: 0, at, do: 'desk', press, of };
    };
    const later = Math.floor(at + between(4 * MINUTE, 15 * MINUTE));
    // A press that nobody hears is one that has to be made again: the last ones come when all runs have ended that are to.
    const until = (on: string, off: string, of: number | null) => (last: number) => [
      press(on, of, at),
      press(off, of, later),
      ...[0, 8, 20].map((minutes) => press(off, of, last + minutes * MINUTE)),
    ];
    const kind = random();
    if (kind < 0.4) return until('drain:on', 'drain:off', null);
    return kind < 0.8 ? until('pause:', 'resume:', of) : until('deny:', 'allow:', of);
  });
  const sometimes = (share: number, act: () => Action): Action[] => (random() < share ? [act()] : []);
  const blocks = sometimes(0.2, () => {
    const { guild, member } = someone();
    return { guild, member: 0, channel: 0, at: moment(), do: 'block', whom: member };
  });
  const texts = Array.from({ length: providers.includes('minimax') ? upTo(4) : 0 }, (_, index): Action => {
    const words = `a song about lyrics${seed}x${index + 300} and rain`;
    const song = `song${seed}x${index + 300}`;
    return { ...someone(), at: moment(), do: 'ask for words', song, seconds: 100, words, times: 1 + upTo(3) };
  });
  const closed = sometimes(0.15, () => {
    const ms = Math.floor(10 ** between(4.5, 6));
    return { ...someone(), channel: 0, at: moment(), do: 'close history', ms };
  });
  const deletions = sometimes(0.2, () => ({ ...someone(), channel: 1, at: moment(), do: 'delete channel' }));

  const forgets = inventForgets(createDice(seed, 'be forgotten'), guilds, busyMs);

  const doubled = inventDoubled(createDice(seed, 'doubled'), [...afterthoughts, ...presses]);
  const lost = inventLostChannel(createDice(seed, 'lost channel'), wishes);

  const { ends, stands, weak } = inventEnds(dice, { providers, places, busyMs });
  const endedAt = ends.reduce((sum, { pauseMs }) => sum + pauseMs, Math.max(busyMs, ...ends.map(({ at }) => at)));
  const calmAt = Math.floor(busyMs + (10 * MINUTE) / places);
  const troubles: Trouble[] = [];
  const maybe = (share: number, trouble: () => Trouble) => random() < share && troubles.push(trouble());
  maybe(0.2, () => ({ kind: 'disk full', at: moment(), ms: Math.floor(between(5_000, 5 * MINUTE)) }));
  maybe(0.3, () => ({ kind: 'paused', at: moment(), ms: Math.floor(10 ** between(3, 6)) }));
  maybe(0.3, () => ({ kind: 'cut off', at: moment(), ms: Math.floor(10 ** between(3, 6)) }));
  maybe(0.2, () => ({ kind: 'clock set', at: moment(), byMs: Math.floor(between(-HOUR, HOUR)) }));

  const away = () => pick(random(), ['discord', ...providers.split(',')]);
  maybe(0.3, () => ({ kind: 'away', who: away(), at: moment(), ms: Math.floor(10 ** between(4, 6.3)) }));

  // What ends meanwhile can be told nobody, and is to be told later.
  if (chance(seed, 'outage') < 0.15) {
    const ms = Math.floor(10 ** (5 + chance(seed, 'outage', 'ms')));
    troubles.push({ kind: 'away', who: 'discord', at: Math.floor(chance(seed, 'outage', 'at') * busyMs), ms });
  }

  const allBackAt = Math.max(endedAt, ...troubles.map((trouble) => trouble.at + ('ms' in trouble ? trouble.ms : 0)));
  const desk = desks.flatMap((press) => press(Math.floor(allBackAt + 5 * MINUTE)));

  const isRough = chance(seed, 'calm') >= 0.3;

  const endOfMonth = Date.UTC(2026, upTo(12), 1);
  const startsAt =
    random() < 0.3 ? endOfMonth - Math.floor(random() * busyMs) : endOfMonth + Math.floor(between(1, 27) * 24 * HOUR);
  const environment = {
    PROVIDERS: providers,
    // Its price list says nothing of this model.
    ...(providers.includes('aimlapi') && chance(seed, 'price') < 0.8 && { MODELS: 'aimlapi/minimax/music-cover=0.16' }),
    ...KEYS,
    BUDGET_USD_PER_MONTH: random() < 0.1 ? '2' : '100',
    NEW_GUILD_BUDGET_USD: random() < 0.2 ? '1.20' : '15',
    ...(random() < 0.3 && { MEMBER_COVERS_PER_DAY: '4' }),
    ...(random() < 0.2 && { MEMBER_COVERS_PER_DAY_TOTAL: '5' }),
    ...(random() < 0.3 && { MEMBER_REFUSALS_PER_DAY: '2' }),
    ...(random() < 0.3 && { RUNNING_PER_GUILD: '1' }),
    ...(random() < 0.3 && { MEMBER_LYRICS_WRITTEN_PER_DAY: '1', MEMBER_LYRICS_HEARD_PER_DAY: '1' }),
    ...(random() < 0.4 && { RUNWARE_RUNNING: '2', AIMLAPI_RUNNING: '2', MINIMAX_RUNNING: '2' }),
  };
  const listPrice = chance(seed, 'has a list of prices') < 0.6 ? '0.16' : undefined;
  const habits = { ...inventHabits(seed, 'MEMBER_REFUSALS_PER_DAY' in environment), ...(listPrice && { listPrice }) };
  return {
    seed,
    startsAt,
    settings: environment,
    places,
    guilds,
    actions: [
      ...wishes,
      ...impatient,
      ...afterthoughts,
      ...kept,
      ...desk,
      ...presses,
      ...choices,
      ...typed,
      ...settings,
      ...blocks,
      ...texts,
      ...closed,
      ...deletions,
      ...doubled,
      ...lost,
      ...forgets,
      ...inventLimits(createDice(seed, 'limits'), guilds, busyMs),
      ...inventServerLimit(createDice(seed, 'server limit'), guilds, busyMs),
      ...inventForum(createDice(seed, 'forum'), guilds),
      ...inventDoubts(createDice(seed, 'doubts'), habits, busyMs),
    ].toSorted((one, other) => one.at - other.at),
    reactions: inventReactions(createDice(seed, 'reactions'), { seed, providers, guilds, wishes }),
    ends,
    troubles,
    stands: [...stands, ...inventSoreStands(createDice(seed, 'sore stands'), { providers, places })],
    faults: !isRough ? 0 : 0.005 + 0.06 * chance(seed, 'how rough') ** 2,
    weak,
    calmAt,
    habits,
  };
}

/** In some lives a server lets its members have few covers in a day, and those with its role more. */
function inventLimits({ random, upTo, between }: Dice, guilds: readonly GuildPlan[], busyMs: number): Action[] {
  if (random() >= 0.3) return [];
  const guild = upTo(guilds.length);
  const at = Math.floor(random() < 0.6 ? between(3_000, 20_000) : between(MINUTE, busyMs));
  const place = { guild, member: 0, channel: 0 } as const;
  const key = random() < 0.7 ? 'memberDayTakes' : random() < 0.5 ? 'guildDayTakes' : 'waitingPerMember';
  return [
    { ...place, at, do: 'set', key, value: String(1 + upTo(3)), isTyped: true },
    ...(random() < 0.6 ? [{ ...place, at: at + 5_000, do: 'limit role', dayTakes: String(3 + upTo(3)) } as const] : []),
  ];
}

/** Some press twice, so fast that the first press is not answered yet, or a little later. */
function inventDoubled({ random, between }: Dice, presses: readonly Action[]): Action[] {
  return presses.flatMap((press) =>
    random() < 0.15 ? [{ ...press, at: press.at + Math.floor(10 ** between(1.5, 4.3)) }] : [],
  );
}

/** In some lives a channel goes while something that was asked for in it is being made. */
function inventLostChannel({ random, upTo, between }: Dice, wishes: readonly Action[]): Action[] {
  const wish = wishes[upTo(wishes.length)];
  if (!wish || random() >= 0.2) return [];
  const { guild, channel, at } = wish;
  return [{ guild, member: 0, channel, at: at + Math.floor(between(20_000, 2 * MINUTE)), do: 'delete channel' }];
}

/** In some lives whoever runs the bot lets a server have few covers in the month. */
function inventServerLimit({ random, upTo, between }: Dice, guilds: readonly GuildPlan[], busyMs: number): Action[] {
  if (random() >= 0.15) return [];
  const at = Math.floor(random() < 0.6 ? between(3_000, 20_000) : between(MINUTE, busyMs));
  const takes = String(2 + upTo(5));
  return [{ guild: 0, member: 0, channel: 0, at, do: 'limit server', of: upTo(guilds.length), takes }];
}

/** In some lives all covers of a server are posts in a forum, from the beginning or from some time on. */
function inventForum({ random, upTo, between }: Dice, guilds: readonly GuildPlan[]): Action[] {
  if (random() >= 0.25) return [];
  const guild = upTo(guilds.length);
  const at = random() < 0.7 ? 3_500 : Math.floor(between(MINUTE, 10 * MINUTE));
  const choice = { do: 'set', key: 'remixChannelIds', value: 'forum', isTyped: false } as const;
  return [0, 8_000].map((later) => ({ guild, member: 0, channel: 0, at: at + later, ...choice }));
}

/** Where what is billed is what the price list says, somebody may settle what nobody knows, once or twice. */
function inventDoubts({ random, upTo, between }: Dice, { costTimes }: Habits, busyMs: number): Action[] {
  if (costTimes !== 1 || random() >= 0.4) return [];
  return Array.from({ length: 1 + upTo(3) }, (): Action => {
    const at = Math.floor(between(6 * MINUTE, busyMs + 40 * MINUTE));
    return { guild: 0, member: 0, channel: 0, at, do: 'settle doubts', retries: random() < 0.5 };
  });
}

/** In some lives somebody has all deleted that is kept of them, in the middle of it, or when all is made; and perhaps wishes for more. */
function inventForgets({ random, upTo, between }: Dice, guilds: readonly GuildPlan[], busyMs: number): Action[] {
  if (random() >= 0.3) return [];
  return Array.from({ length: 1 + upTo(2) }, (): Action => {
    const guild = upTo(guilds.length);
    const member = upTo(guilds[guild]?.members.length ?? 1);
    const at = Math.floor(random() < 0.7 ? between(MINUTE, busyMs) : busyMs + between(10 * MINUTE, 40 * MINUTE));
    return { guild, member, channel: 0, at, do: 'be forgotten' };
  });
}

/** Providers that keep what they know to themselves, in one of several ways or in all of them; nobody promises anything of it. */
function inventHabits(seed: number, isStrict: boolean): Habits {
  const is = (what: string, share: number) => chance(seed, what) < share;
  const kind = pick(chance(seed, 'habits'), ['friendly', 'forgetful', 'late', 'mixed'] as const);
  const isSilent = kind !== 'friendly' && is('is silent', kind === 'mixed' ? 0.5 : 0.7);
  const isForgetful = kind === 'forgetful' || (kind === 'mixed' && is('is forgetful', 0.3));
  const isLate = kind === 'late' || (kind === 'mixed' && is('is late', 0.3));
  // A task that looks like none, and as one that runs, and may be run twice, is one of which nobody can find out anything.
  const runsAgain = !(isSilent && isLate) && (kind === 'forgetful' || is('runs again', 0.5));
  return {
    unknownTask: isSilent ? 'silence' : 'not found',
    saysExpired: kind === 'mixed' && is('says expired', 0.5),
    runsAgain,
    showsAfterMs: isLate ? 50_000 : 0,
    polledForMs: isForgetful ? MINUTE : 24 * HOUR,
    // Of a task that is said not to be there it is believed for a quarter of an hour.
    ...(isForgetful && is('archives', 0.5) && { archivesForMs: isSilent ? MINUTE : 20 * MINUTE }),
    neverEnds: is('never ends', 0.2) ? 0.1 : 0,
    refuses: is('refuses', isStrict ? 0.6 : 0.2) ? 0.4 : 0.06,
    billsFailures: is('bills failures', 0.5),
    costTimes: is('has a price of its own', 0.3) ? pick(chance(seed, 'cost'), [0.5, 2, 3, 25] as const) : 1,
  };
}

/** Two or three, each with somebody who moderates it. */
function inventGuilds(seed: number, { random, upTo }: Dice): GuildPlan[] {
  const guilds = Array.from({ length: 2 + upTo(2) }, (_, guild) => ({
    name: `Server ${guild + 1}`,
    members: Array.from({ length: 2 + upTo(3) }, (__, member): GuildPlan['members'][number] => ({
      name: `Member-${guild + 1}-${member + 1}`,
      moderates: member === 0,
      hasRole: chance(seed, 'role', guild, member) < 0.4,
    })),
  }));
  const [first, second] = guilds;
  const other = second?.members.at(-1);
  const known = (first?.members.length ?? 0) - 1;
  // Somebody is a member of two servers.
  if (other && known > 0 && random() < 0.4) {
    second?.members.splice(-1, 1, { ...other, moderates: false, alsoIn: { guild: 0, member: known } });
  }
  return guilds;
}
