import { alone, type Cards, type Duties, type Notifier, type Topic } from '../../src/cluster/port.ts';
import type { Incarnation } from './incarnation.ts';
import { chance } from './random.ts';
import type { World } from './world.ts';

/** What runs on one database tell each other, and which messages each of them has in hand. */
export interface Fellows {
  of(incarnation: Incarnation): Duties & Notifier & Cards & { stop(): void };
}

const ARRIVES_MS = 200;
/** Nobody hears all of it: who listens looks by themselves as well, now and then. */
const LOST_SHARE = 0.2;
const LOOK_EVERY_MS = 60_000;
const LOOKS_PER_FULL_ONE = 5;

const ASKING_MS = 6;
/** Longer than an edit takes. */
const CARD_TAKEN_MS = 20_000;

interface Card {
  by: Incarnation | undefined;
  until: number;
  shown: string | undefined;
}

/** That there is work is told nobody: runs find it by looking, which happens often enough. What only one is to do, each of them does. */
export function createFellows(world: World): Fellows {
  const ends = new Map<Incarnation, (topic: Topic | undefined) => void>();
  const cards = new Map<string, Card>();
  let told = 0;

  const notifierOf = (incarnation: Incarnation): Notifier & { stop(): void } => {
    const { owner, clock, number } = incarnation;
    const stopped = new AbortController();
    const listeners: ((topic: Topic | undefined) => void)[] = [];
    const hear = (topic: Topic | undefined) => {
      if (!stopped.signal.aborted) for (const listener of listeners) listener(topic);
    };
    ends.set(incarnation, hear);
    incarnation.onEnd(() => void ends.delete(incarnation));

    const lookAnyway = async () => {
      for (let looks = 1; ; looks += 1) {
        await clock.sleep(LOOK_EVERY_MS, stopped.signal);
        if (looks % LOOKS_PER_FULL_ONE === 0) hear(undefined);
        else for (const topic of ['operator', 'providers'] as const) hear(topic);
      }
    };
    lookAnyway().catch(() => undefined);

    return {
      tell(topic) {
        if (topic === 'work' || owner.isDead) return;
        told += 1;
        for (const [other, hearThere] of ends) {
          const rollOf = (what: string) => chance(world.seed, what, number, other.number, told);
          if (other === incarnation || rollOf('told') < LOST_SHARE) continue;
          world.after(ARRIVES_MS * rollOf('told late'), { owner: other.owner, run: () => hearThere(topic) });
        }
      },
      onTold: (listener) => void listeners.push(listener),
      stop: () => stopped.abort(new Error('the run stops')),
    };
  };

  const cardsOf = (incarnation: Incarnation): Cards => ({
    takeCard: (jobId) =>
      incarnation.effect({
        name: 'cards:take',
        takesMs: ASKING_MS,
        act() {
          const now = world.now();
          const card = cards.get(jobId);
          const isTaken = card?.by && card.by !== incarnation && !card.by.owner.isDead && card.until > now;
          if (isTaken) return { isOurs: false, againInMs: card.until - now };
          cards.set(jobId, { by: incarnation, until: now + CARD_TAKEN_MS, shown: card?.shown });
          return { isOurs: true, shown: card?.shown };
        },
      }),
    leaveCard: (jobId, shown) =>
      incarnation.effect({
        name: 'cards:leave',
        takesMs: ASKING_MS,
        act() {
          if (cards.get(jobId)?.by !== incarnation) return;
          if (shown === null) cards.delete(jobId);
          else cards.set(jobId, { by: undefined, until: world.now(), shown });
        },
      }),
  });

  return { of: (incarnation) => ({ ...alone, ...notifierOf(incarnation), ...cardsOf(incarnation) }) };
}
