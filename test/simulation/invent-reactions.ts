import { crashPoints, isMetWith, nthOf } from './invent-ends.ts';
import type { Action, Deed, GuildPlan, Reaction } from './plan.ts';
import { type Dice, pick } from './random.ts';

const SHARE = 0.3;
const COUNT = 16;

/** What somebody may press of their own while it is made, mostly to take it back. */
const BUTTONS = [
  'cancel',
  'cancel',
  'cancel',
  'cancel',
  'cancel',
  'again',
  'anotherTake',
  'kept',
  'post',
  'vote',
] as const;

/** Of a job: what follows may meet what its requester does. */
const STEPS = [
  'jobs:accept',
  'jobs:to submitting',
  'jobs:to submitting',
  'jobs:to submitting',
  'jobs:to generating',
  'jobs:to delivering',
  'jobs:to delivering',
  'jobs:to delivered',
  'jobs:to queued',
  'leases:holds',
  'jobs:get',
] as const;

/** What a server may choose at any moment. */
const CHOICES = [
  ['privateFirst', 'true', false],
  ['privateFirst', 'false', false],
  ['approval', 'all', false],
  ['approval', 'off', false],
  ['waitingPerMember', '1', true],
  ['memberDayTakes', '2', true],
  ['remixChannelIds', 'channel 1', false],
  ['remixChannelIds', 'forum', false],
] as const;

export interface Reacting {
  seed: number;
  providers: string;
  guilds: readonly GuildPlan[];
  wishes: readonly Action[];
}

/**
 * In some lives people do things at the very moment at which something is written, sent or fetched for one of them: two doings meet then
 * that hardly ever do by chance.
 */
export function inventReactions(dice: Dice, { seed, providers, guilds, wishes }: Reacting): Reaction[] {
  const { random, upTo, between } = dice;
  if (random() >= SHARE) return [];
  const points = crashPoints.filter((point) => isMetWith(point, providers));
  return Array.from({ length: COUNT }, (_, index): Reaction => {
    const effect = random() < 0.5 ? pick(random(), STEPS) : pick(random(), points);
    const n = nthOf(effect, random());
    // What comes next is done within milliseconds where it is written, and half a second later where it goes through a network.
    const afterMs = random() < 0.5 ? 0 : Math.floor(10 ** between(0, 3));
    return { incarnation: 1 + upTo(3), effect, n, afterMs, deed: deedOf(dice, { seed, guilds, wishes }, index) };
  });
}

function deedOf(
  { random, upTo, between }: Dice,
  { seed, guilds, wishes }: Omit<Reacting, 'providers'>,
  index: number,
): Deed {
  const { guild = 0, member = 0, channel = 0 } = wishes[upTo(wishes.length)] ?? {};
  const somebody = { guild, member, channel };
  const moderator = { guild, member: 0, channel: 0 };
  const kind = random();
  if (kind < 0.55) {
    const words = `thin flute of remix${seed}x${index + 400} with bells`;
    return { ...somebody, do: 'press', button: pick(random(), BUTTONS), words };
  }
  if (kind < 0.7) {
    const [key, value, isTyped] = pick(random(), CHOICES);
    return { ...moderator, do: 'set', key, value, isTyped };
  }
  if (kind < 0.85) {
    const style = `old waltz of style${seed}x${index + 400} with a warm organ`;
    const wish = { song: `song${seed}x${index + 400}`, seconds: 60 + upTo(200), style, lyrics: null, takes: 1 };
    return { ...somebody, do: 'wish', ...wish, isPrivate: random() < 0.2, linkMs: 24 * 3_600_000 };
  }
  if (kind < 0.89) return { ...moderator, do: 'block', whom: upTo(guilds[guild]?.members.length ?? 1) };
  if (kind < 0.93) return { ...somebody, do: 'be forgotten' };
  if (kind < 0.96) return { ...somebody, do: 'close history', ms: Math.floor(10 ** between(4.5, 6)) };
  return { ...moderator, channel: 1, do: 'delete channel' };
}
