import type { Action, End, Plan, Stand, Trouble } from './plan.ts';
import { chance, createRandom, pick } from './random.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

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
function isMetWith(effect: string, providers: string): boolean {
  const [, own] = /^(runware|aimlapi|minimax):/.exec(effect) ?? [];
  return own === undefined || providers.split(',').includes(own);
}

function nthOf(effect: string, roll: number): number {
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
    ['discord:post', 'discord:read'],
    ['discord:delete', 'discord:delete'],
  ];
}

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
  const random = createRandom(seed, 'plan');
  const upTo = (most: number) => Math.floor(random() * most);
  const between = (least: number, most: number) => least + random() * (most - least);

  const guilds = Array.from({ length: 2 + upTo(2) }, (_, guild) => ({
    name: `Server ${guild + 1}`,
    members: Array.from({ length: 2 + upTo(3) }, (__, member) => ({
      name: `Member-${guild + 1}-${member + 1}`,
      moderates: member === 0,
    })),
  }));
  const someone = () => {
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
    const wish = { song, seconds: 60 + upTo(200), style, lyrics, takes, isPrivate, linkMs };
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
  const desk = Array.from({ length: places === 1 && random() < 0.5 ? 1 + upTo(2) : 0 }, (): Action[] => {
    const of = upTo(guilds.length);
    const at = moment();
    const press = (press: string, of: number | null, at: number): Action => {
      return { guild: 0, member: 0, channel: 0, at, do: 'desk', press, of };
    };
    const later = Math.floor(at + between(4 * MINUTE, 15 * MINUTE));
    const kind = random();
    if (kind < 0.4) return [press('drain:on', null, at), press('drain:off', null, later)];
    if (kind < 0.8) return [press('pause:', of, at), press('resume:', of, later)];
    return [press('deny:', of, at), press('allow:', of, later)];
  }).flat();
  const blocks = Array.from({ length: random() < 0.2 ? 1 : 0 }, (): Action => {
    const { guild, member } = someone();
    return { guild, member: 0, channel: 0, at: moment(), do: 'block', whom: member };
  });
  const texts = Array.from({ length: providers.includes('minimax') ? upTo(4) : 0 }, (_, index): Action => {
    const words = `a song about lyrics${seed}x${index + 300} and rain`;
    const song = `song${seed}x${index + 300}`;
    return { ...someone(), at: moment(), do: 'ask for words', song, seconds: 100, words, times: 1 + upTo(3) };
  });
  const deletions: Action[] = random() < 0.2 ? [{ ...someone(), channel: 1, at: moment(), do: 'delete channel' }] : [];

  // Where it is known what has to be met first, what comes of it is met as well.
  const chain = random() < 0.35 ? pick(random(), chainsOf(providers)) : [];
  const points = crashPoints.filter((point) => isMetWith(point, providers));
  const finalPoints = pointsOfNoReturn.filter((point) => isMetWith(point, providers));
  // Between two writes that should be one, and right after what cannot be taken back, is where most can go wrong.
  const someEffect = () => (random() < 0.2 ? 'store:write' : pick(random(), random() < 0.4 ? finalPoints : points));
  // Discord knows for two minutes what it has posted, and what is sent again meanwhile is no second post.
  const pauseAfterPost = (otherwiseMs: number) =>
    random() < 0.5 ? Math.floor(between(2.5 * MINUTE, 8 * MINUTE)) : otherwiseMs;
  const ends = Array.from({ length: Math.max(chain.length, 2 + upTo(3)) }, (_, index): End => {
    const pauseMs = Math.floor(random() < 0.8 ? between(1_000, 30_000) : between(MINUTE, 20 * MINUTE));
    const power = places === 1 && random() < 0.6 ? { losesPower: true } : {};
    const roll = random();
    const linked = chain[index];
    if (linked !== undefined || roll < 0.7) {
      const effect = linked ?? someEffect();
      const n = linked === undefined ? nthOf(effect, random()) : 1 + upTo(2);
      const at = Math.floor(busyMs * (index + 1) * 0.45);
      const longMs = effect === 'discord:post' ? pauseAfterPost(pauseMs) : pauseMs;
      return { kind: 'at', effect, n, when: random() < 0.5 ? 'before' : 'after', at, pauseMs: longMs, ...power };
    }
    return {
      kind: 'time',
      at: Math.floor((busyMs * (index + random())) / 3),
      how: roll < 0.8 ? 'killed' : 'stopped',
      pauseMs,
      ...power,
    };
  });
  const stands = Array.from({ length: places > 1 && random() < 0.6 ? 1 + upTo(3) : 0 }, (): Stand => {
    const effect = pick(random(), random() < 0.5 ? finalPoints : points);
    const n = nthOf(effect, random());
    return { incarnation: 1 + upTo(places), effect, n, ms: Math.floor(10 ** between(4, 6)), sleeps: random() < 0.3 };
  });
  const calmAt = Math.floor(busyMs + (10 * MINUTE) / places);
  const troubles: Trouble[] = [];
  const maybe = (share: number, trouble: () => Trouble) => random() < share && troubles.push(trouble());
  maybe(0.2, () => ({ kind: 'disk full', at: moment(), ms: Math.floor(between(5_000, 5 * MINUTE)) }));
  maybe(0.3, () => ({ kind: 'paused', at: moment(), ms: Math.floor(10 ** between(3, 6)) }));
  maybe(0.3, () => ({ kind: 'cut off', at: moment(), ms: Math.floor(10 ** between(3, 6)) }));
  maybe(0.2, () => ({ kind: 'clock set', at: moment(), byMs: Math.floor(between(-HOUR, HOUR)) }));

  const away = () => pick(random(), ['discord', ...providers.split(',')]);
  maybe(0.3, () => ({ kind: 'away', who: away(), at: moment(), ms: Math.floor(10 ** between(4, 6.3)) }));

  const endOfMonth = Date.UTC(2026, upTo(12), 1);
  const startsAt =
    random() < 0.3 ? endOfMonth - Math.floor(random() * busyMs) : endOfMonth + Math.floor(between(1, 27) * 24 * HOUR);
  return {
    seed,
    startsAt,
    settings: {
      PROVIDERS: providers,
      // Its price list says nothing of this model.
      ...(providers.includes('aimlapi') &&
        chance(seed, 'price') < 0.8 && { MODELS: 'aimlapi/minimax/music-cover=0.16' }),
      ...KEYS,
      BUDGET_USD_PER_MONTH: random() < 0.1 ? '2' : '100',
      NEW_GUILD_BUDGET_USD: random() < 0.2 ? '1.20' : '15',
      ...(random() < 0.3 && { MEMBER_COVERS_PER_DAY: '4' }),
      ...(random() < 0.3 && { RUNNING_PER_GUILD: '1' }),
      ...(random() < 0.3 && { MEMBER_LYRICS_WRITTEN_PER_DAY: '1', MEMBER_LYRICS_HEARD_PER_DAY: '1' }),
      ...(random() < 0.4 && { RUNWARE_RUNNING: '2', AIMLAPI_RUNNING: '2', MINIMAX_RUNNING: '2' }),
    },
    places,
    guilds,
    actions: [
      ...wishes,
      ...impatient,
      ...afterthoughts,
      ...desk,
      ...presses,
      ...choices,
      ...typed,
      ...settings,
      ...blocks,
      ...texts,
      ...deletions,
    ].toSorted((one, other) => one.at - other.at),
    ends,
    troubles,
    stands,
    faults: chance(seed, 'calm') < 0.3 ? 0 : 0.005 + 0.06 * chance(seed, 'how rough') ** 2,
    calmAt,
    habits: {
      unknownTask: chance(seed, 'unknown task') < 0.5 ? 'not found' : 'silence',
      polledForMs: chance(seed, 'polled for') < 0.7 ? 24 * HOUR : MINUTE,
      billsFailures: chance(seed, 'bills failures') < 0.5,
    },
  };
}
