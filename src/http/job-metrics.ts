import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { Clock } from '../clock.ts';
import { isFinal, type Job, jobStates } from '../domain/job.ts';
import { reservedMicros } from '../domain/new-job.ts';
import { createServerMetrics } from './server-metrics.ts';

export interface JobMetricsOptions {
  registry: Registry;
  clock: Clock;
  /** Those that may appear in labels from the beginning. */
  providers: readonly string[];
  /**
   * Where several processes work on the same jobs: how these stand in the database, undefined in a process that leaves it to another
   * to show that. Default: this process alone changes jobs, and has seen it.
   */
  queueCounts?: (() => readonly QueueCount[] | undefined) | undefined;
}

/** So many unfinished jobs of a server are in a state, at a provider where one has them. */
export interface QueueCount {
  guildId: string;
  state: string;
  provider: string | null;
  count: number;
  /** Since when the longest of them has waited. */
  waitingSince: number;
}

export interface JobMetrics {
  found(jobs: readonly Job[]): void;
  changed(job: Job, told?: Job): void;
  paid(payment: { provider: string; micros: number }): void;
}

/** What has to be remembered of a job to see what a change of it has changed; of unfinished ones only. */
interface Seen {
  guildId: string;
  state: Job['state'];
  provider: string;
  tried: number;
  isSettled: boolean;
  /** When it began to wait. */
  waitingSince: number;
}

const WAITING_SECONDS = [1, 5, 15, 30, 60, 120, 300, 600, 1_800, 3_600, 7_200];
const RUNNING_SECONDS = [5, 15, 30, 45, 60, 90, 120, 180, 300, 600, 1_200, 1_800];
const DELIVERING_SECONDS = [0.5, 1, 2, 5, 10, 30, 60, 300];
const NO_PROVIDER = 'none';

/** Where jobs stand, how long they took and what they cost, learnt from each change of one. */
export function createJobMetrics({ registry, clock, providers, queueCounts }: JobMetricsOptions): JobMetrics {
  const registers = [registry];
  const seen = new Map<string, Seen>();
  const ownQueueCounts = () => [...seen.values()].map((one) => ({ ...one, count: 1 }));
  const queueCountsNow = queueCounts ?? ownQueueCounts;
  new Gauge({
    name: 'coverband_jobs',
    help: 'Unfinished jobs by state and provider; those that wait have none. Of several processes, one shows it for all.',
    labelNames: ['state', 'provider'],
    registers,
    collect() {
      this.reset();
      const all = queueCountsNow();
      if (!all) return;
      for (const provider of [NO_PROVIDER, ...providers])
        for (const state of jobStates) if (!isFinal(state)) this.set({ state, provider }, 0);
      for (const { state, provider, count } of all) this.inc({ state, provider: provider ?? NO_PROVIDER }, count);
    },
  });
  new Gauge({
    name: 'coverband_oldest_waiting_seconds',
    help: 'How long the job has waited that waits longest; 0 when none does. Of several processes, one shows it for all.',
    registers,
    collect() {
      const all = queueCountsNow();
      if (!all) return this.remove();
      const waiting = all.filter(({ state }) => state === 'queued');
      const since = waiting.reduce((oldest, { waitingSince }) => Math.min(oldest, waitingSince), clock.now());
      this.set((clock.now() - since) / 1_000);
    },
  });
  const accepted = new Counter({ name: 'coverband_jobs_accepted_total', help: 'Jobs accepted.', registers });
  const ended = new Counter({
    name: 'coverband_jobs_ended_total',
    help: 'Jobs that have come to an end, by state and provider.',
    labelNames: ['state', 'provider'],
    registers,
  });
  const failures = new Counter({
    name: 'coverband_job_failures_total',
    help: 'Failed jobs by what their requester was told.',
    labelNames: ['code', 'provider'],
    registers,
  });
  const refusals = new Counter({
    name: 'coverband_provider_refusals_total',
    help: 'Attempts that a provider has refused without taking the job, by its error.',
    labelNames: ['provider', 'code'],
    registers,
  });
  const waiting = new Histogram({
    name: 'coverband_job_waiting_seconds',
    help: 'From acceptance, or from a refused attempt, to the paid request.',
    labelNames: ['provider'],
    buckets: WAITING_SECONDS,
    registers,
  });
  const running = new Histogram({
    name: 'coverband_job_running_seconds',
    help: 'From the paid request to kept takes, or to failure.',
    labelNames: ['provider'],
    buckets: RUNNING_SECONDS,
    registers,
  });
  const delivering = new Histogram({
    name: 'coverband_job_delivering_seconds',
    help: 'From kept takes to the posted cover, or to failure.',
    buckets: DELIVERING_SECONDS,
    registers,
  });
  const spent = new Counter({
    name: 'coverband_spent_dollars_total',
    help: 'Money spent at providers, or presumed to be, in US dollars.',
    labelNames: ['provider'],
    registers,
  });
  const refunded = new Counter({
    name: 'coverband_refunded_dollars_total',
    help: 'Money that was reserved and given back, in US dollars.',
    registers,
  });
  const servers = createServerMetrics({
    registry,
    now: clock.now,
    *unfinished() {
      for (const { guildId, state, waitingSince, count } of queueCountsNow() ?? [])
        yield { guildId, isWaiting: state === 'queued', waitingSince, count };
    },
  });
  // What has not happened yet is counted as 0: Prometheus sees no growth in a number that it has never seen before.
  for (const provider of [NO_PROVIDER, ...providers]) {
    for (const state of jobStates) {
      if (isFinal(state)) ended.inc({ state, provider }, 0);
    }
  }
  for (const provider of providers) spent.inc({ provider }, 0);

  const forget = (id: string): Seen | undefined => {
    const before = seen.get(id);
    seen.delete(id);
    return before;
  };

  const remember = (job: Job, before: Seen | undefined) => {
    const now = seenOf(job);
    seen.set(job.id, before?.state === job.state ? { ...now, waitingSince: before.waitingSince } : now);
  };

  const countTime = (job: Job, before: Seen) => {
    if (before.state === job.state) return;
    const [last, previous] = [job.timeline.at(-1), job.timeline.at(-2)];
    const seconds = last && previous ? (last.at - previous.at) / 1_000 : 0;
    if (before.state === 'queued' && job.state === 'submitting')
      waiting.observe({ provider: providerOf(job) }, seconds);
    if (before.state === 'delivering') delivering.observe(seconds);
    const isAtProvider = before.state === 'submitting' || before.state === 'generating';
    if (!isAtProvider || !job.task || !last || (job.state !== 'delivering' && !isFinal(job.state))) return;
    running.observe({ provider: job.task.provider }, (last.at - job.task.submittedAt) / 1_000);
  };

  const countMoney = (job: Job, before: Seen) => {
    if (before.isSettled || job.settled === 'reserved') return;
    if (job.settled !== 'refunded') {
      spent.inc({ provider: providerOf(job) }, dollars(job.spentMicros));
      servers.spent(job.guildId, dollars(job.spentMicros));
    } else refunded.inc(dollars(reservedMicros(job)));
  };

  const countEnd = (job: Job) => {
    const provider = providerOf(job);
    ended.inc({ state: job.state, provider });
    if (job.state === 'failed' && job.failure) failures.inc({ code: job.failure.key, provider });
  };

  return {
    found(jobs) {
      if (queueCounts) return;
      for (const job of jobs) if (!hadEnded(job)) remember(job, undefined);
    },
    changed(job, told) {
      // What is told of a job after its end is about its message, and has been counted.
      if (hadEnded(job) || (told && isFinal(told.state))) return;
      const before = queueCounts ? told && seenOf(told) : forget(job.id);
      if (!queueCounts && !isFinal(job.state)) remember(job, before);
      if (!before) {
        if (job.state === 'queued') accepted.inc();
        return;
      }
      for (const { provider, reason } of job.tried.slice(before.tried)) refusals.inc({ provider, code: reason });
      countTime(job, before);
      countMoney(job, before);
      if (isFinal(job.state)) countEnd(job);
    },
    paid({ provider, micros }) {
      spent.inc({ provider }, dollars(micros));
    },
  };
}

function seenOf(job: Job): Seen {
  return {
    guildId: job.guildId,
    state: job.state,
    provider: providerOf(job),
    tried: job.tried.length,
    isSettled: job.settled !== 'reserved',
    waitingSince: job.timeline.at(-1)?.at ?? job.acceptedAt,
  };
}

/** What is posted after its end was counted as it ended. */
function hadEnded({ timeline }: Job): boolean {
  return timeline.slice(0, -1).some(({ state }) => isFinal(state));
}

function providerOf({ task }: Job): string {
  return task?.provider ?? NO_PROVIDER;
}

function dollars(micros: number): number {
  return micros / 1_000_000;
}
