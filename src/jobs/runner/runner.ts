import type { Clock } from '../../clock.ts';
import type { Place } from '../../domain/turns/places.ts';
import type { Logger } from '../../logger.ts';
import type { AlarmStore } from '../alarms.ts';
import type { Breakers } from '../breakers.ts';
import type { JobFeed } from '../feed.ts';
import type { Leases } from '../leases.ts';
import type { JobRunner } from '../runner.ts';
import type { JobStore } from '../store.ts';
import { createAlarmRinger } from './alarm-ringer.ts';
import { createHeartbeat } from './heartbeat.ts';
import { createWork } from './work.ts';

const FLOORS_MS = { turns: 2_000, alarms: 5_000 };

export interface JobRunnerOptions {
  jobs: Pick<JobStore, 'get'> & JobFeed;
  leases: Leases;
  /** Of this process, in this run of it: the one that the leases are for. */
  workerId: string;
  alarms: AlarmStore;
  /** How many covers one guild may have under way. */
  perGuild: number;
  breakers: Pick<Breakers, 'onChange'>;
  /** How many covers may be under way at each provider. Default: no limits. */
  slots?: ReadonlyMap<string, number>;
  /** How many covers are delivered at once, at most half of them for one guild. Default: 12. */
  deliveries?: number;
  /**
   * Where other processes work on the same store: this one gives signs of life, and looks now and then for what they have written. For
   * leases that last.
   */
  shared?: SharedStore | undefined;
  clock: Clock;
  log: Logger;
}

export interface SharedStore {
  /** In [0, 1), so that they do not look all at once. */
  random: () => number;
  /** What other processes have written is noticed after so long at the latest, half of it more or less. Default: 2 and 5 seconds. */
  floorsMs?: { turns: number; alarms: number };
  /** Whether anything may be taken on here at present; what is in hand is gone on with. Default: always. */
  mayTake?: () => boolean;
  /** Whether turns may be given here, for what is to be begun. Default: always. */
  mayGiveTurns?: () => boolean;
}

/** Hands out work to the handlers of this process. What waits, what runs, and who works on what stands in the store alone. */
export async function createJobRunner({
  jobs,
  leases,
  workerId,
  alarms,
  perGuild,
  breakers,
  slots = new Map(),
  deliveries = 12,
  shared,
  clock,
  log,
}: JobRunnerOptions): Promise<JobRunner> {
  const guildCaps = new Map<string, number>();
  const rules = {
    perGuild,
    guildCaps,
    slots,
    held: {
      all: false,
      guilds: new Set<string>() as ReadonlySet<string>,
      providers: new Set<string>() as ReadonlySet<string>,
    },
  };
  const onLost = () => work.abandon();
  const onAlive = () => {
    work.wake();
    ringer.wake();
  };
  const heartbeat = createHeartbeat({ leases, clock, log, onLost, onAlive });
  const isAlive = () => !shared || heartbeat.isAlive();
  const floorsMs = shared?.floorsMs ?? FLOORS_MS;
  const floor = (ms: number) => shared && (() => ms * (0.5 + shared.random()));
  const mayTake = () => isAlive() && (shared?.mayTake?.() ?? true);
  const mayGiveTurns = () => shared?.mayGiveTurns?.() ?? true;
  const ringer = createAlarmRinger({ alarms, workerId, isAlive: mayTake, floor: floor(floorsMs.alarms), clock, log });
  const work = createWork({
    jobs,
    leases,
    rules,
    deliveries,
    isAlive,
    mayTake,
    mayGiveTurns,
    floor: floor(floorsMs.turns),
    clock,
    log,
  });
  let wasStarted = false;
  await (shared ? heartbeat.start() : leases.join());
  jobs.onChange(work.follow);
  breakers.onChange(work.wake);

  return {
    work: work.handle,
    onAlarm: ringer.handle,
    wake() {
      work.wake();
      ringer.wake();
    },
    limitGuild(guildId, most) {
      if (most === undefined) guildCaps.delete(guildId);
      else guildCaps.set(guildId, most);
      work.wake();
    },
    hold(held) {
      rules.held = held;
      work.wake();
    },
    placeOf: async (id): Promise<Place | undefined> => (await leases.places(rules)).get(id),
    places: () => leases.places(rules),
    lineOf: leases.lineOf,
    signOfLifeAgeMs: () => (shared ? heartbeat.sinceGoodMs() : 0),
    start() {
      if (wasStarted) throw new Error('work has been handed out already: make another runner to begin again');
      wasStarted = true;
      work.start();
      ringer.start();
    },
    async stop() {
      await Promise.all([work.stop(), ringer.stop()]);
      heartbeat.stop();
      await leases.leave();
    },
  };
}
