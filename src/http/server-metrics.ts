import { Gauge, type Registry } from 'prom-client';
import { highest, OTHER } from './highest.ts';

/** Jobs of a server that have not ended, as far as its numbers go. */
export interface UnfinishedJob {
  guildId: string;
  isWaiting: boolean;
  /** When the first of them began to wait. */
  waitingSince: number;
  count: number;
}

export interface ServerMetricsOptions {
  registry: Registry;
  now(): number;
  unfinished(): Iterable<UnfinishedJob>;
}

export interface ServerMetrics {
  spent(guildId: string, dollars: number): void;
}

const sum = (one: number, another: number) => one + another;

/** What is going on in single servers: of each number the ten highest, and the rest under `other`. */
export function createServerMetrics({ registry, now, unfinished }: ServerMetricsOptions): ServerMetrics {
  const registers = [registry];
  const spentBy = new Map<string, number>();

  new Gauge({
    name: 'coverband_server_spent_dollars',
    help: 'Money spent on covers since this start of the bot, or presumed to be, by server: the ten highest, and all others.',
    labelNames: ['server'],
    registers,
    collect() {
      this.reset();
      for (const [server, dollars] of highest(spentBy, sum)) this.set({ server }, dollars);
    },
  });
  new Gauge({
    name: 'coverband_server_jobs',
    help: 'Unfinished jobs by server and stage: of the ten servers with most of them, and of all others.',
    labelNames: ['server', 'stage'],
    registers,
    collect() {
      this.reset();
      const jobs = [...unfinished()];
      const counts = new Map<string, number>();
      for (const { guildId, count } of jobs) counts.set(guildId, (counts.get(guildId) ?? 0) + count);
      const named = new Set(highest(counts, sum).map(([server]) => server));
      for (const { guildId, isWaiting, count } of jobs) {
        this.inc({ server: named.has(guildId) ? guildId : OTHER, stage: isWaiting ? 'waiting' : 'running' }, count);
      }
    },
  });
  new Gauge({
    name: 'coverband_server_oldest_waiting_seconds',
    help: 'How long the job has waited that waits longest in a server: of the ten highest, and of all others.',
    labelNames: ['server'],
    registers,
    collect() {
      this.reset();
      const ages = new Map<string, number>();
      for (const { guildId, isWaiting, waitingSince } of unfinished()) {
        if (isWaiting) ages.set(guildId, Math.max(ages.get(guildId) ?? 0, (now() - waitingSince) / 1_000));
      }
      for (const [server, seconds] of highest(ages, Math.max)) this.set({ server }, seconds);
    },
  });

  return {
    spent(guildId, dollars) {
      spentBy.set(guildId, (spentBy.get(guildId) ?? 0) + dollars);
    },
  };
}
