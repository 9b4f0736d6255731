import { phaseAt } from './phases.ts';
import type { Phase, PlanOptions, Wish } from './plan.ts';
import { createRandom } from './random.ts';

export const SONGS = 5;

/** Half of all wishes come from so many guilds, so that lines form. */
const BUSY_GUILDS = 3;

const WAYS = [
  { way: 'slash', weight: 76 },
  { way: 'form', weight: 16 },
  { way: 'formTwice', weight: 8 },
] as const;

const CANCELS = [
  { cancels: 'no', weight: 93 },
  { cancels: 'waiting', weight: 5 },
  { cancels: 'making', weight: 2 },
] as const;

export interface WishesOptions extends PlanOptions {
  guilds: number;
  membersPerGuild: number;
  phases: readonly Phase[];
}

/** Who wants what, and how they ask. */
export function planWishes({ seed, jobs, guilds, membersPerGuild, phases }: WishesOptions): Wish[] {
  const random = createRandom(seed, 'wishes');
  return Array.from({ length: jobs }, (_, number): Wish => {
    const { way } = random.weighted(WAYS);
    const mostGuilds = random.chance(0.5) ? Math.min(BUSY_GUILDS, guilds) : guilds;
    const hasLyrics = way !== 'slash' && random.chance(0.5);
    // Only Runware makes several at once.
    const mayTakeTwo = way === 'slash' && phaseAt(phases, number).providers[0] === 'runware';
    return {
      number,
      guild: Math.floor(random.next() * mostGuilds),
      member: Math.floor(random.next() * membersPerGuild),
      song: Math.floor(random.next() * SONGS),
      way,
      hasLyrics,
      takes: random.chance(0.05) && mayTakeTwo ? 2 : 1,
      cancels: random.weighted(CANCELS).cancels,
      clicksTwice: random.chance(0.5),
      failsFirst: random.chance(0.008),
    };
  });
}
