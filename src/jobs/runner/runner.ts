import type { Clock } from '../../clock.ts';
import type { Job } from '../../domain/job.ts';
import { createTurns, type ProviderLimit } from '../../domain/turns/turns.ts';
import type { Logger } from '../../logger.ts';
import type { AlarmStore } from '../alarms.ts';
import type { JobFeed } from '../feed.ts';
import type { JobRunner } from '../runner.ts';
import type { JobStore } from '../store.ts';
import { createAlarmRinger } from './alarm-ringer.ts';
import { createWork } from './work.ts';

export interface JobRunnerOptions {
  jobs: Pick<JobStore, 'get' | 'stateOf' | 'unfinished'> & JobFeed;
  alarms: AlarmStore;
  /** How many covers one guild may have under way. */
  perGuild: number;
  /** How much may be under way at each provider until `limit` says otherwise. Default: no limits. */
  limits?: ReadonlyMap<string, ProviderLimit>;
  /** How many covers are delivered at once, at most half of them for one guild. Default: 12. */
  deliveries?: number;
  clock: Clock;
  log: Logger;
}

/**
 * Hands out work within one process: the line and the leases are in memory, and built anew from the records here. That
 * nobody else has the database is what makes the leases sure.
 */
export async function createJobRunner({
  jobs,
  alarms,
  perGuild,
  limits = new Map(),
  deliveries = 12,
  clock,
  log,
}: JobRunnerOptions): Promise<JobRunner> {
  const turns = createTurns({ perGuild });
  for (const [provider, limit] of limits) turns.limit(provider, limit);
  const ringer = createAlarmRinger({ alarms, clock, log });
  const work = createWork({ jobs, turns, deliveries, clock, log });
  let wasStarted = false;

  // Those on record have been accepted before those that are told meanwhile.
  let early: Job[] | undefined = [];
  jobs.onChange((job) => (early ? early.push(job) : work.follow(job)));
  for (const job of [...(await jobs.unfinished()), ...early]) work.follow(job);
  early = undefined;

  return {
    work: work.handle,
    onAlarm: ringer.handle,
    limit(provider, limit) {
      turns.limit(provider, limit);
      work.wake();
    },
    limitGuild(guildId, most) {
      turns.limitGuild(guildId, most);
      work.wake();
    },
    hold(held) {
      turns.hold(held);
      work.wake();
    },
    placeOf: async (id) => turns.places().get(id),
    places: async () => turns.places(),
    async lineOf(guildId) {
      const waiting = turns.lineOf(guildId);
      const isWaiting = new Set(waiting);
      return [...work.knownOf(guildId).filter((id) => !isWaiting.has(id)), ...waiting];
    },
    start() {
      if (wasStarted) throw new Error('work has been handed out already: make another runner to begin again');
      wasStarted = true;
      work.start();
      ringer.start();
    },
    async stop() {
      await Promise.all([work.stop(), ringer.stop()]);
    },
  };
}
