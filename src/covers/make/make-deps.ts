import type { MediaProbe } from '../../audio/port.ts';
import type { Clock } from '../../clock.ts';
import type { Discord } from '../../discord/port.ts';
import type { Job } from '../../domain/job.ts';
import type { Model } from '../../domain/models.ts';
import type { ProviderError } from '../../errors.ts';
import type { JobFeed } from '../../jobs/feed.ts';
import type { JobStore } from '../../jobs/store.ts';
import type { Logger } from '../../logger.ts';
import type { Provider, TaskStatus } from '../../providers/port.ts';
import type { Files, OperatorChoicesStore } from '../../store/port.ts';
import type { SongRights } from '../assert-usable.ts';
import type { DurationStats } from '../duration-stats.ts';
import type { Allowance } from './allowance.ts';
import type { Prices } from './prices.ts';

/** Waits for the end of an accepted task. Rejects only with the signal's reason. */
export type Watch = (
  ref: string,
  options: { startedAt: number; typicalMs: number; signal: AbortSignal },
) => Promise<Exclude<TaskStatus, { state: 'running' }>>;

/** A provider with what watches over it. */
export interface ProviderRuntime {
  provider: Provider;
  watch: Watch;
  breaker: { succeeded(): void; failed(error: ProviderError): void };
}

export interface MakeDeps extends SongRights {
  jobs: Pick<JobStore, 'get' | 'change'> & JobFeed;
  files: Files;
  mediaProbe: MediaProbe;
  discord: Pick<Discord, 'checkTarget'>;
  providers: ReadonlyMap<string, ProviderRuntime>;
  models: readonly Model[];
  times: DurationStats;
  prices: Prices;
  allowance: Pick<Allowance, 'check'>;
  operatorChoices: Pick<OperatorChoicesStore, 'now'>;
  clock: Clock;
  random: () => number;
  /** Told when a provider accepts a request anew that was sent under the same id before: it may be paid twice. */
  onAcceptedAgain(provider: string): void;
  log: Logger;
}

/** Of a job whose state says that it has one. */
export function taskOf(job: Job): NonNullable<Job['task']> {
  if (!job.task) throw new Error(`job ${job.id} is ${job.state} without a task`);
  return job.task;
}

/** Throws for one that is not set up; jobs of those never get beyond the first step. */
export function runtimeOf({ providers }: Pick<MakeDeps, 'providers'>, name: string): ProviderRuntime {
  const found = providers.get(name);
  if (!found) throw new Error(`no provider ${name} is set up`);
  return found;
}
