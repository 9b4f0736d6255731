import { chance } from './random.ts';

/**
 * The one queue of a life. Whatever is to happen – a request that reaches its server, an answer that comes back, a sleep that ends, a
 * member who clicks – stands in it with its moment, and time is nothing but the moment of what happens next: a day of waiting costs
 * nothing. After each happening the real code runs until it is quiet, and only then the next one is taken. What happens at the same
 * moment comes in an order that follows from the seed.
 */
export interface World {
  readonly seed: number;
  /** True time, in milliseconds since the epoch, whatever the clocks of incarnations say. */
  now(): number;
  /** Has something happen after so long. An owner that is paused then meets it when it goes on, one that has ended never. */
  after(ms: number, happening: Happening): Scheduled;
  /** An owner goes on: what stood while it was paused happens now, in the order in which it came. */
  resume(owner: Owner): void;
  /** Lets happen what comes, until `isOver` says so after something has happened, or the moment has come. */
  run(until: number, isOver?: () => boolean): Promise<void>;
  /** How much has happened. */
  steps(): number;
}

export interface Happening {
  /** Whose it is; what the outside does is nobody's. */
  owner?: Owner | undefined;
  run(): void;
}

/** Something whose happenings can be held up. */
export interface Owner {
  readonly isPaused: boolean;
  readonly isDead: boolean;
}

export interface Scheduled {
  cancel(): void;
}

interface Entry extends Happening {
  at: number;
  tie: number;
  order: number;
  isCancelled: boolean;
}

/** Far more than a life takes: one that reaches it goes round in circles. */
const MOST_STEPS = 240_000;

export function createWorld({ seed, startsAt }: { seed: number; startsAt: number }): World {
  const queue = createQueue();
  const standing = new Map<Owner, Entry[]>();
  const quiet = createQuiet();
  let now = startsAt;
  let order = 0;
  let steps = 0;

  return {
    seed,
    now: () => now,
    after(ms, { owner, run }) {
      order += 1;
      const at = now + Math.max(0, Math.ceil(ms));
      const entry: Entry = { at, tie: chance(seed, 'tie', order), order, isCancelled: false, owner, run };
      queue.push(entry);
      return {
        cancel() {
          entry.isCancelled = true;
        },
      };
    },
    resume(owner) {
      for (const entry of standing.get(owner) ?? []) queue.push(Object.assign(entry, { at: now, tie: 0 }));
      standing.delete(owner);
    },
    async run(until, isOver = () => false) {
      for (;;) {
        const next = queue.peek();
        if (!next || next.at > until) break;
        queue.pop();
        if (next.isCancelled || next.owner?.isDead) continue;
        now = next.at;
        if (next.owner?.isPaused) {
          standing.set(next.owner, [...(standing.get(next.owner) ?? []), next]);
          continue;
        }
        steps += 1;
        if (steps > MOST_STEPS) throw new Error('this life goes round in circles');
        next.run();
        // All that follows from it in this process, down to the last promise.
        await quiet();
        if (isOver()) return;
      }
      now = Math.max(now, Math.min(until, Number.MAX_SAFE_INTEGER));
    },
    steps: () => steps,
  };
}

/** So many at a time: a turn of the event loop asks the system for news, which takes longer than most happenings do. */
const TURNS_AT_ONCE = 256;

/** Waits until nothing is left to do in this process: Node empties its queues of ticks and promises after each immediate. */
function createQuiet(): () => Promise<void> {
  let left = 0;
  let goOn: () => void = () => undefined;
  const turn = () => {
    left -= 1;
    goOn();
  };
  return () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    goOn = resolve;
    if (left === 0) for (; left < TURNS_AT_ONCE; left += 1) setImmediate(turn);
    return promise;
  };
}

/** A binary heap: the earliest first. */
function createQueue() {
  const heap: Entry[] = [];
  const isBefore = (one: Entry, other: Entry) =>
    one.at !== other.at ? one.at < other.at : one.tie !== other.tie ? one.tie < other.tie : one.order < other.order;
  const entryAt = (index: number) => heap[index] as Entry;

  return {
    peek: () => heap[0],
    push(entry: Entry) {
      let index = heap.length;
      heap.push(entry);
      while (index > 0) {
        const parent = (index - 1) >> 1;
        if (!isBefore(entry, entryAt(parent))) break;
        heap[index] = entryAt(parent);
        index = parent;
      }
      heap[index] = entry;
    },
    pop() {
      const last = heap.pop();
      if (last === undefined || heap.length === 0) return;
      let index = 0;
      for (;;) {
        let child = 2 * index + 1;
        if (child >= heap.length) break;
        if (child + 1 < heap.length && isBefore(entryAt(child + 1), entryAt(child))) child += 1;
        if (!isBefore(entryAt(child), last)) break;
        heap[index] = entryAt(child);
        index = child;
      }
      heap[index] = last;
    },
  };
}
