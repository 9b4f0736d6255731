import type { Action, End, Plan } from './plan.ts';
import { chance, createDice, pick } from './random.ts';

const MINUTE = 60_000;
const SHARE = 0.15;
/** By then all have had their turn. */
const SERVED_MS = 30 * MINUTE;

export const isRush = (seed: number): boolean => chance(seed, 'rush') < SHARE;

/**
 * Makes a rush of a life: much is asked for at once, most of it in one server, of few slots, and hardly anything goes wrong. Whose turn it
 * is shows where many wait and nothing is tried again. In some of these lives the provider is out of order while all of them ask; in others
 * the operator has begun with maintenance, and ends it when nothing is under way: all slots are free at the same moment then. In others
 * still the runs are asked to stop, one after the other, in the midst of it, or the bot may not read the channel any more.
 */
export function asRush(plan: Plan): Plan {
  const { random, upTo, between } = createDice(plan.seed, 'rush');
  const { MODELS: models, ...settings } = plan.settings;
  const [provider = ''] = (plan.settings.PROVIDERS ?? '').split(',');
  const kind = pick(random(), [
    'usual',
    'usual',
    'releases',
    'releases',
    'provider away',
    'maintenance',
    'maintenance',
  ] as const);
  const slots = kind === 'usual' ? 1 + upTo(3) : 3 + upTo(3);
  const perGuild = kind === 'maintenance' ? slots : 1 + upTo(slots);
  const backAt = Math.floor(between(2 * MINUTE, 4 * MINUTE));

  const asked = plan.actions.map((action): Action => {
    if (action.do !== 'wish') return action;
    // Whoever asks twice is the same both times.
    const own = createDice(plan.seed, 'rush', action.style);
    const guild = own.random() < 0.6 ? 0 : action.guild;
    const members = plan.guilds[guild]?.members.length ?? 1;
    const member = own.random() < 0.4 ? 0 : own.upTo(members);
    const wish = { takes: 1, lyrics: null, linkMs: 24 * 60 * MINUTE, isSilent: false };
    return { ...action, ...wish, guild, member, at: Math.floor(5_000 + random() * 1.5 * MINUTE) };
  });
  // Whoever holds everything up, or chooses how much may run, has a life of another kind.
  const others = asked.filter(({ do: what }) => what !== 'desk' && what !== 'set' && what !== 'delete channel');

  const desk = (press: string, at: number): Action => ({
    guild: 0,
    member: 0,
    channel: 0,
    at,
    do: 'desk',
    press,
    of: null,
  });
  // Where the line stands still at once: whoever pays next has looked at the channel not long before.
  const shuts = { guild: 0, member: 0, channel: 0, do: 'close history', ms: 20 * MINUTE } as const;
  const more: Record<string, readonly Action[]> = {
    maintenance: [desk('drain:on', 2 * MINUTE), desk('drain:off', 8 * MINUTE)],
    usual: [{ ...shuts, at: Math.floor(between(1.6 * MINUTE, 4 * MINUTE)) }],
  };
  const actions = [...others, ...(more[kind] ?? [])];

  const late = plan.ends.slice(0, 3).map(
    (_, index): End => ({
      kind: 'time',
      at: Math.floor(SERVED_MS + (index * 3 + random()) * MINUTE),
      how: random() < 0.5 ? 'stopped' : 'killed',
      pauseMs: Math.floor(between(1_000, 30_000)),
    }),
  );
  const releases = Array.from({ length: 5 }, (_, index): End => {
    const at = Math.floor((0.5 + 1.5 * index + random()) * MINUTE);
    return { kind: 'time', at, how: 'stopped', pauseMs: Math.floor(between(1_000, 5_000)) };
  });

  return {
    ...plan,
    ...(kind === 'maintenance' && { places: 1 }),
    settings: {
      ...settings,
      PROVIDERS: provider,
      ...(provider === 'aimlapi' && models !== undefined && { MODELS: models }),
      [`${provider.toUpperCase()}_RUNNING`]: String(slots),
      RUNNING_PER_GUILD: String(perGuild),
      BUDGET_USD_PER_MONTH: '100',
      NEW_GUILD_BUDGET_USD: '15',
    },
    actions: actions.toSorted((one, other) => one.at - other.at),
    ends: kind === 'releases' ? releases : late,
    troubles: kind === 'provider away' ? [{ kind: 'away', who: provider, at: 0, ms: backAt }] : [],
    reactions: [],
    stands: [],
    faults: 0,
    weak: [],
    calmAt: SERVED_MS + 10 * MINUTE,
  };
}
