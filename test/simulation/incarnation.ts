import type { Clock } from '../../src/clock.ts';
import type { Coverage } from './coverage.ts';
import type { History } from './history.ts';
import { type Fault, faultOf, type Plan, type PlannedFault } from './plan.ts';
import { chance } from './random.ts';
import type { Owner, World } from './world.ts';

/**
 * One run of the bot, from its start to its end. All that it does to the world is an effect: it leaves, something is done at the other
 * end, and a result comes back. The plan may let any of it fail, come late, or be the last thing that this run ever does.
 */
export interface Incarnation extends Owner {
  readonly number: number;
  readonly clock: Clock;
  /** Resolves as soon as it has ended. */
  onEnd(listener: () => void): void;
  /** Nothing is ever delivered to it again, and nothing that it does reaches anything. */
  kill(how: 'killed' | 'stopped'): void;
  pause(): void;
  resume(): void;
  /** Its machine's clock is set, by so much. */
  stepClock(ms: number): void;
  /** No request gets out, and no answer gets in, until it is called again with false. */
  cutOff(isCut: boolean): void;
  /** Does something to the world and brings the result back. */
  effect<Result>(effect: Effect<Result>): Promise<Result>;
  /** The same for what answers at once and cannot wait, such as one write to the database. */
  atOnce<Result>(name: string, act: () => Result): Result;
}

export interface Effect<Result> {
  /** What the plan and the coverage know it by, such as `discord:post`. */
  name: string;
  /** Done where it arrives. What it throws comes back as well. */
  act(): Result | Promise<Result>;
  /** How long it takes at most each way, in milliseconds; half of it as a rule. */
  takesMs: number;
  /** What is thrown where it got lost; without it nothing of this kind gets lost. `sent`: it may have arrived. */
  lost?: (sent: boolean) => unknown;
  /** What the other end says in place of doing it, for the faults that it has of its own. */
  refuse?: (fault: Fault) => unknown;
  /** It goes through the network: it arrives though its sender dies, and does not where that is cut off. */
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
}

export function createIncarnation(options: IncarnationOptions): Incarnation {
  const { world, history, coverage, plan, number } = options;
  const bornAt = world.now();
  const counts = new Map<string, number>();
  const endListeners: (() => void)[] = [];
  let offsetMs = options.clockOffsetMs;
  let isDead = false;
  let isPaused = false;
  let isCut = false;

  const note = (how: Parameters<Incarnation['kill']>[0] | 'paused' | 'resumed' | 'cut off' | 'joined' | 'begun') =>
    history.add({ kind: 'incarnation', number, how });

  const countOf = (name: string): number => {
    const n = (counts.get(name) ?? 0) + 1;
    counts.set(name, n);
    coverage.met(name);
    return n;
  };

  const noteFault = (effect: string, n: number, fault: Fault) => {
    history.add({ kind: 'fault', by: number, effect, n, what: fault.what });
    coverage.hit(effect, fault.what);
    options.onFault({ ...fault, incarnation: number, effect, n });
  };

  /** Whether this is where the plan lets it die; it is dead by then. */
  const diesHere = (name: string, n: number, when: 'before' | 'after'): boolean => {
    const end = plan.ends[number - 1];
    if (isDead) return true;
    if (end?.kind !== 'at' || end.effect !== name || end.n !== n || end.when !== when) return false;
    coverage.hit(name, when === 'before' ? 'killed before' : 'killed after');
    self.kill('killed');
    return true;
  };

  const self: Incarnation = {
    number,
    get isDead() {
      return isDead;
    },
    get isPaused() {
      return isPaused;
    },
    clock: createVirtualClock(world, {
      owner: () => self,
      now: () => world.now() + offsetMs,
      monotonic: () => world.now() - bornAt + 1_000,
    }),
    onEnd: (listener) => void endListeners.push(listener),
    kill(how) {
      if (isDead) return;
      isDead = true;
      note(how);
      for (const listener of endListeners) listener();
    },
    pause() {
      if (isDead || isPaused) return;
      isPaused = true;
      note('paused');
    },
    resume() {
      if (!isPaused) return;
      isPaused = false;
      if (isDead) return;
      note('resumed');
      world.resume(self);
    },
    stepClock: (ms) => void (offsetMs += ms),
    cutOff(cut) {
      if (isDead || isCut === cut) return;
      isCut = cut;
      note(cut ? 'cut off' : 'joined');
    },
    atOnce(name, act) {
      const n = countOf(name);
      if (isDead || diesHere(name, n, 'before')) throw new EndedError(name);
      const result = act();
      if (diesHere(name, n, 'after')) throw new EndedError(name);
      return result;
    },
    effect({ name, act, takesMs, lost, refuse, isRemote = false, signal, patience }) {
      const n = countOf(name);
      const isCalm = world.now() >= plan.startsAt + plan.calmAt;
      const fault = isDead || isCalm ? undefined : faultOf(plan, number, name, n);
      const lateMs = (way: string) => takesMs * (0.5 + chance(plan.seed, 'takes', number, name, n, way) / 2);
      const { promise, resolve, reject } = Promise.withResolvers<Awaited<ReturnType<typeof act>>>();
      if (isDead || diesHere(name, n, 'before')) return promise;
      if (signal?.aborted) return Promise.reject(signal.reason);

      let isOver = false;
      const come = (settle: () => void) => {
        if (isOver) return;
        isOver = true;
        patient?.cancel();
        signal?.removeEventListener('abort', leave);
        settle();
      };
      const leave = () => come(() => reject(signal?.reason));
      signal?.addEventListener('abort', leave);
      const patient =
        patience && world.after(patience.ms, { owner: self, run: () => come(() => reject(patience.error())) });

      const bringBack = (settle: () => void) => {
        if (isRemote && isCut) return;
        const late = fault?.what === 'late' ? fault.ms : 0;
        world.after(lateMs('back') + late, { owner: self, run: () => come(settle) });
      };
      const fail = (what: Fault['what'], error: unknown) => {
        noteFault(name, n, { ...fault, what } as Fault);
        bringBack(() => reject(error));
      };
      const arrive = async () => {
        if (isDead && !isRemote) return;
        if (fault?.what === 'lost before' && lost) return fail('lost before', lost(false));
        if (fault?.what === 'refused' && refuse) return fail('refused', refuse(fault));
        if (fault?.what === 'late') noteFault(name, n, fault);
        let settle: () => void;
        try {
          const result = await act();
          settle = () => resolve(result);
        } catch (error) {
          settle = () => reject(error);
        }
        if (diesHere(name, n, 'after')) return;
        if (fault?.what === 'lost after' && lost) return fail('lost after', lost(true));
        bringBack(settle);
      };
      if (isRemote && isCut) return promise;
      // What is done at home stops with whoever does it.
      world.after(lateMs('there'), { ...(!isRemote && { owner: self }), run: () => void arrive() });
      return promise;
    },
  };
  note('begun');
  return self;
}

interface VirtualClockOptions {
  owner(): Owner;
  now(): number;
  monotonic(): number;
}

/** The bot's clock, turned by the world. */
export function createVirtualClock(world: World, { owner, now, monotonic }: VirtualClockOptions): Clock {
  return {
    now: () => Math.round(now()),
    monotonic,
    sleep(ms, signal) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      if (signal?.aborted) return Promise.reject(signal.reason);
      const leave = () => {
        end.cancel();
        reject(signal?.reason);
      };
      const end = world.after(ms, {
        owner: owner(),
        run() {
          signal?.removeEventListener('abort', leave);
          resolve();
        },
      });
      signal?.addEventListener('abort', leave);
      return promise;
    },
    deadline(ms, signal) {
      const late = new AbortController();
      const error = new DOMException('The operation was aborted due to timeout', 'TimeoutError');
      world.after(ms, { owner: owner(), run: () => late.abort(error) });
      return signal ? AbortSignal.any([signal, late.signal]) : late.signal;
    },
    yield() {
      const { promise, resolve } = Promise.withResolvers<void>();
      world.after(0, { owner: owner(), run: resolve });
      return promise;
    },
  };
}
