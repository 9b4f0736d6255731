import type { Clock } from '../../src/clock.ts';
import type { Coverage } from './coverage.ts';
import type { History, IncarnationChange } from './history.ts';
import { type Fault, faultOf, type Plan, type PlannedFault } from './plan.ts';
import { chance, createCounter } from './random.ts';
import { createVirtualClock } from './virtual-clock.ts';
import { createWaiting, type Settled } from './waiting.ts';
import type { Owner, World } from './world.ts';

/**
 * One run of the bot, from its start to its end. All that it does to the world is an effect: it leaves, something is done at the other
 * end, and a result comes back. The plan may let any of it fail, come late, or be the last thing that this run ever does.
 */
export interface Incarnation {
  readonly number: number;
  /** Whose happenings wait while it is paused, and never come once it has ended. */
  readonly owner: Owner;
  readonly clock: Clock;
  onEnd(listener: (how: 'killed' | 'stopped') => void): void;
  /** Nothing is ever delivered to it again, and nothing that it does reaches anything. */
  end(how: 'killed' | 'stopped'): void;
  /** Stops it where it is, as a machine that is put to sleep does; what comes for it waits. */
  pause(options?: { sleeps?: boolean }): void;
  resume(): void;
  /** Its machine's clock is set, by so much. */
  stepClock(ms: number): void;
  /** Whether no request gets out and no answer in. */
  cutOff(isCut: boolean): void;
  /** Does something to the world and brings the result back. */
  effect<Result>(effect: Effect<Result>): Promise<Result>;
  /** The same for what answers at once and cannot wait, such as one write to the database. */
  atOnce<Result>(name: string, act: () => Promise<Result>): Promise<Result>;
}

export interface Effect<Result> {
  /** What the plan and the coverage know it by, such as `discord:post`. */
  name: string;
  /** The id of the job, where it is about one. */
  about?: string | undefined;
  /** Done where it arrives. What it throws comes back as well. */
  act(): Result | Promise<Result>;
  /** How long it takes at most each way, in milliseconds; at least half of it. */
  takesMs: number;
  /** What is thrown where it got lost; without it nothing of this kind does. `mayHaveArrived`: on its way back, if at all. */
  lost?: (mayHaveArrived: boolean, roll: number) => unknown;
  /** What the other end throws in place of doing it; without it, it has no troubles of its own. */
  refuse?: (roll: number) => unknown;
  /** It goes through a network: it arrives though its sender dies, and does not where that is cut off. */
  isRemote?: boolean;
  signal?: AbortSignal | null | undefined;
  /** Its sender waits no longer than this. */
  patience?: { ms: number; error(): unknown };
}

/** Thrown within a run of the bot that has ended: nobody hears it. */
export class EndedError extends Error {
  override readonly name = 'EndedError';
}

export interface IncarnationOptions {
  world: World;
  history: History;
  coverage: Coverage;
  plan: Plan;
  number: number;
  clockOffsetMs: number;
  /** Told of each fault that came to pass. */
  onFault(fault: PlannedFault): void;
  /** Told when the n-th effect of a name has been done, and what it was about. */
  onDone?(name: string, n: number, about: string | undefined): void;
  /** Told when it begins one, and when it hears of its end. */
  onPassed?: ((name: string, n: number, what: 'begun' | 'heard') => void) | undefined;
}

export function createIncarnation(options: IncarnationOptions): Incarnation {
  const { world, history, coverage, plan, number } = options;
  const bornAt = world.now();
  const nth = createCounter();
  const endListeners: ((how: 'killed' | 'stopped') => void)[] = [];
  const waitingNow = new Set<{ forget(): void }>();
  const owner = { isDead: false, isPaused: false };
  let offsetMs = options.clockOffsetMs;
  let isCut = false;
  /** What its clock of the time since its start does not show. */
  let sleptMs = 0;
  let sleepsSince: number | undefined;

  const note = (how: IncarnationChange) => history.add({ kind: 'incarnation', number, how });

  const end: Incarnation['end'] = (how) => {
    if (owner.isDead) return;
    owner.isDead = true;
    note(how);
    for (const listener of endListeners) listener(how);
    // Signals with listeners are kept by Node for good.
    for (const waiting of waitingNow) waiting.forget();
    waitingNow.clear();
  };

  /** Whether it has ended, and be it because the plan has it end just here. */
  const isOverAt = (name: string, n: number, when: 'before' | 'after'): boolean => {
    const planned = plan.ends[number - 1];
    const isHere = planned?.kind === 'at' && planned.effect === name && planned.n === n && planned.when === when;
    if (owner.isDead || !isHere) return owner.isDead;
    coverage.hit(name, when === 'before' ? 'killed before' : 'killed after');
    end('killed');
    return true;
  };

  /** For how long it does, in milliseconds. */
  const standStillAt = (name: string, n: number, when: 'before' | 'after'): number => {
    const stand = plan.stands?.find((one) => one.incarnation === number && one.effect === name && one.n === n);
    if (!stand || owner.isPaused || (stand.isBefore ?? false) !== (when === 'before')) return 0;
    coverage.hit(name, 'stood still');
    own.pause({ sleeps: stand.sleeps });
    world.after(stand.ms, { run: own.resume });
    return stand.ms;
  };

  const faultAt = (name: string, n: number): Fault | undefined =>
    world.now() < plan.startsAt + plan.calmAt ? faultOf(plan, number, name, n) : undefined;

  const noteFault = (effect: string, n: number, fault: Fault) => {
    history.add({ kind: 'fault', by: number, effect, n, what: fault.what });
    coverage.hit(effect, fault.what);
    options.onFault({ ...fault, incarnation: number, effect, n });
  };

  const count = (name: string): number => {
    coverage.met(name);
    const n = nth(name);
    options.onPassed?.(name, n, 'begun');
    return n;
  };

  /** What is at the other end: does it, unless the plan has something happen to it there. Undefined: nobody hears of it. */
  const arrive = async <Result>(
    { name, about, act, lost, refuse }: Effect<Result>,
    n: number,
    fault: Fault | undefined,
  ): Promise<Settled<Result> | undefined> => {
    const thrown = thrownBy(fault, { lost, refuse });
    if (fault && (thrown || fault.what === 'late')) noteFault(name, n, fault);
    if (thrown && fault?.what !== 'lost after') return thrown;
    const result = await Promise.resolve()
      .then(act)
      .then(
        (value): Settled<Result> => ({ value }),
        (error: unknown): Settled<Result> => ({ error }),
      );
    if (isOverAt(name, n, 'after')) return undefined;
    standStillAt(name, n, 'after');
    options.onDone?.(name, n, about);
    return thrown ?? (fault?.what === 'late' && !isLateThere(name, fault) ? { ...result, lateMs: fault.ms } : result);
  };

  note('begun');
  const own: Incarnation = {
    number,
    owner,
    clock: createVirtualClock({
      world,
      owner,
      waitingNow,
      now: () => world.now() + offsetMs,
      monotonic: () => (sleepsSince ?? world.now()) - sleptMs - bornAt + 1_000,
    }),
    onEnd: (listener) => void endListeners.push(listener),
    end,
    pause({ sleeps = false } = {}) {
      if (owner.isDead || owner.isPaused) return;
      owner.isPaused = true;
      if (sleeps) sleepsSince = world.now();
      note('paused');
    },
    resume() {
      if (owner.isDead || !owner.isPaused) return;
      owner.isPaused = false;
      sleptMs += sleepsSince === undefined ? 0 : world.now() - sleepsSince;
      sleepsSince = undefined;
      note('resumed');
      world.resume(owner);
    },
    stepClock(ms) {
      offsetMs += ms;
    },
    cutOff(cut) {
      if (owner.isDead || isCut === cut) return;
      isCut = cut;
      note(cut ? 'cut off' : 'joined');
    },

    async atOnce(name, act) {
      const n = count(name);
      if (isOverAt(name, n, 'before')) throw new EndedError(name);
      const result = await act();
      if (isOverAt(name, n, 'after')) throw new EndedError(name);
      options.onDone?.(name, n, undefined);
      options.onPassed?.(name, n, 'heard');
      return result;
    },

    effect<Result>(effect: Effect<Result>): Promise<Result> {
      const { name, takesMs, isRemote = false, signal, patience } = effect;
      const n = count(name);
      if (signal?.aborted) return Promise.reject(signal.reason);
      const waiting = createWaiting<Result>(signal, waitingNow);
      if (isOverAt(name, n, 'before')) return waiting.promise;
      const stoodMs = standStillAt(name, n, 'before');
      if (patience) {
        const patient = world.after(stoodMs + patience.ms, {
          owner,
          run: () => waiting.end({ error: patience.error() }),
        });
        waiting.onEnd(patient.cancel);
      }
      const lateMs = (way: string) => takesMs * (0.5 + chance(plan.seed, 'takes', number, name, n, way) / 2);
      const isLost = () => isRemote && isCut;
      const fault = faultAt(name, n);
      const lateThereMs = isRemote && isLateThere(name, fault) ? (fault?.ms ?? 0) : 0;

      const onArrival = async () => {
        const settled = await arrive(effect, n, fault);
        if (!settled || isLost()) return;
        const hear = () => {
          options.onPassed?.(name, n, 'heard');
          waiting.end(settled);
        };
        world.after(lateMs('back') + (settled.lateMs ?? 0), { owner, run: hear });
      };
      // What has left goes on without its sender; what is done at home, or has not left yet, stops with it.
      const waitsForSender = stoodMs > 0 || !isRemote;
      if (!isLost())
        world.after(lateMs('there') + lateThereMs, { ...(waitsForSender && { owner }), run: () => void onArrival() });
      return waiting.promise;
    },
  };
  return own;
}

/**
 * Half of what is late is so on its way there: its sender may have given up on it, and sent it again, before it arrives. (What is shown
 * to a member would stand there for good in the place of what was shown since; that is not the bot's to prevent.)
 */
function isLateThere(name: string, fault: Fault | undefined): boolean {
  return fault?.what === 'late' && fault.roll < 0.5 && /:(submit|post)$/.test(name);
}

/** What a fault comes to for an effect of which this can be said. */
function thrownBy(
  fault: Fault | undefined,
  { lost, refuse }: { [Key in 'lost' | 'refuse']: Effect<unknown>[Key] | undefined },
): { error: unknown } | undefined {
  switch (fault?.what) {
    case 'lost before':
      return lost && { error: lost(false, fault.roll) };
    case 'lost after':
      return lost && { error: lost(true, fault.roll) };
    case 'refused':
      return refuse && { error: refuse(fault.roll) };
    default:
      return undefined;
  }
}
