import { isAway } from './invent-away.ts';
import { isDeparted } from './invent-departed.ts';
import { isRush } from './invent-rush.ts';
import type { Action, End, Plan } from './plan.ts';
import { chance, createDice, type Dice, pick } from './random.ts';

const MINUTE = 60_000;
const SHARE = 0.25;

/** Where a run can end between the intent to say something in a server and the knowledge that it was said. */
const STEPS = ['discord:post', 'discord:post', 'discord:post', 'discord:post', 'store:write', 'discord:read'] as const;

/** Whether a server of a life has the bot only from some time on, and others want to be told how their channels are used. */
export const isHello = (plan: Plan): boolean => {
  const { seed, places, guilds } = plan;
  const isAnother = isRush(seed) || isAway(seed, places) || isDeparted(plan);
  return guilds.length > 1 && !isAnother && chance(seed, 'hello') < SHARE;
};

/**
 * Has the last server take in the bot while it runs, which says hello then, and others ask for the message that says how covers are made
 * there. Runs end around these messages, and in some lives somebody deletes them.
 */
export function asHello(plan: Plan): Plan {
  const dice = createDice(plan.seed, 'hello');
  const { random, between } = dice;
  const late = plan.guilds.length - 1;
  const joinsAt = Math.floor(between(30_000, 5 * MINUTE));
  const of = (guild: number) => ({ guild, member: 0, channel: 0 });
  const isGreeting = random() < 0.6;
  const tells = plan.guilds.flatMap((_, guild): Action[] => {
    const at = Math.floor((isGreeting || guild === late ? joinsAt + 5 * MINUTE : 4_000) + random() * 10_000);
    const wants = { ...of(guild), do: 'set', key: 'howTo', value: 'true', isTyped: false } as const;
    // Of what nobody heard, it is asked again.
    return [0, 8_000, 3 * MINUTE].map((later) => ({ ...wants, at: at + later }));
  });
  const isDeleted = random() < 0.5;
  const deletions = plan.guilds.flatMap((_, guild): Action[] => {
    // By then all that was begun is there, or cannot come any more.
    const at = plan.calmAt + Math.floor(between(5 * MINUTE, 15 * MINUTE));
    const one = { ...of(guild), do: 'delete message' } as const;
    return isDeleted ? (['begin', 'setUp'] as const).map((control) => ({ ...one, at, control })) : [];
  });
  // Somebody has had enough of it before the bot, which looks once a minute who has taken it in, knows that it is there.
  const soon = { ...of(late), do: 'delete message', control: 'setUp' } as const;
  const early =
    isGreeting && random() < 0.4 ? [2, 3, 4].map((after) => ({ ...soon, at: joinsAt + after * MINUTE })) : [];
  // Whoever manages it reads there what nobody could be told in public.
  const help = { ...of(late), do: 'command', name: 'help', subcommand: null } as const;
  const helps = [1, 3].map((minutes) => ({ ...help, at: plan.calmAt + minutes * MINUTE }));
  const actions = plan.actions.map((action) =>
    action.guild === late ? { ...action, at: action.at + joinsAt + MINUTE } : action,
  );
  return {
    ...plan,
    guilds: plan.guilds.map((guild, index) => (index === late ? { ...guild, joins: true } : guild)),
    actions: [
      ...actions,
      ...tells,
      ...deletions,
      ...early,
      ...helps,
      { ...of(late), at: joinsAt, do: 'add bot' as const },
    ].toSorted((one, other) => one.at - other.at),
    ends: [...earlyEnds(dice, isGreeting), ...plan.ends],
    weak: random() < 0.5 ? [...(plan.weak ?? []), 'discord:post'] : (plan.weak ?? []),
  };
}

/** While hardly anything else is said. */
function earlyEnds({ random, upTo, between }: Dice, isGreeting: boolean): End[] {
  return Array.from({ length: 2 + upTo(3) }, (_, index): End => {
    // Of a run that hears of a server and says hello, and no more, this is the first that it says.
    const isAtHello = isGreeting && index === 0;
    const effect = isAtHello ? 'discord:post' : pick(random(), STEPS);
    const n = isAtHello ? 1 : 1 + upTo(effect === 'discord:post' ? 2 : 20);
    // Discord knows for two minutes what it has posted.
    const isLong = random() < (isAtHello ? 0.8 : 0.5);
    const pauseMs = Math.floor(isLong ? between(2.5 * MINUTE, 6 * MINUTE) : between(1_000, 30_000));
    const when = random() < 0.2 ? 'before' : 'after';
    return { kind: 'at', effect, n, when, at: (index + 1) * 8 * MINUTE, pauseMs };
  });
}
