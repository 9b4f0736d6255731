import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Clock } from '../clock.ts';
import { createJobMetrics, type QueueCount } from './job-metrics.ts';
import type { Health, Metrics } from './port.ts';

export interface CountedMetricsOptions {
  clock: Clock;
  /** The names of the providers that are set up. */
  providers: readonly string[];
  health(): Health;
  /** The release that runs. */
  version: string;
  /** How the bot stands at Discord. */
  connections(): ConnectionCounts;
  /** How much of the operator's budget is used. */
  budget(): Promise<{ usedMicros: number; limitMicros: number; share: number }>;
  /** Undefined for a bot of one process. */
  fleet?: FleetFacts | undefined;
}

/** What a process knows that is one of several on one database. */
export interface FleetFacts {
  /** Whether this one shows, for all, what is of the whole database, so that sums over processes are right. */
  isSpeaker(): Promise<boolean>;
  /** How all unfinished jobs stand. */
  queueCounts(): Promise<readonly QueueCount[]>;
  /** How many processes live. */
  living(): number;
  /** What this one does for all, of all that there is to do so. */
  duties(): readonly string[];
  /** To the database. */
  connections(): { inUse: number; waiting: number };
  /** Of this machine's clock from the database's. */
  clockOffsetMs(): number;
  signOfLifeAgeMs(): number;
  /** How many settings are other than in most processes. */
  differing(): number;
}

export interface ConnectionCounts {
  /** Undefined as long as nobody has said. */
  servers: number | undefined;
  sessions: { started: number; startsLeft: number | undefined };
}

/** All that is counted, in the text format of Prometheus. */
export interface CountedMetrics extends Metrics {
  readonly contentType: string;
  text(): Promise<string>;
}

/** Requests that are answered with a song take minutes. */
const REQUEST_SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 180, 600];

/** Everything is counted in a registry of its own. Process and event loop are measured as prom-client does. */
export function createMetrics({
  clock,
  providers,
  health,
  version,
  connections,
  budget,
  fleet,
}: CountedMetricsOptions): CountedMetrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  /** As the database had it for this scrape; undefined where another process shows it. */
  let queueCounts: readonly QueueCount[] | undefined;
  const jobs = createJobMetrics({ registry, clock, providers, queueCounts: fleet && (() => queueCounts) });
  const isSilent = () => fleet !== undefined && queueCounts === undefined;
  measureBot({ registers, version, connections });
  if (fleet) measureFleet({ registers, fleet, isSilent });

  const requests = new Counter({
    name: 'coverband_requests_total',
    help: 'Requests to providers, to Discord and for files, by how they ended.',
    labelNames: ['target', 'outcome'],
    registers,
  });
  const requestSeconds = new Histogram({
    name: 'coverband_request_seconds',
    help: 'How long requests took, with their answers.',
    labelNames: ['target'],
    buckets: REQUEST_SECONDS,
    registers,
  });
  const rateLimits = new Counter({
    name: 'coverband_discord_rate_limits_total',
    help: 'How often Discord has asked to wait, by scope.',
    labelNames: ['scope'],
    registers,
  });
  const errors = new Counter({
    name: 'coverband_errors_total',
    help: 'Errors by where they came from and their code.',
    labelNames: ['source', 'code'],
    registers,
  });
  new Gauge({
    name: 'coverband_budget_used_dollars',
    help: 'What all servers together have used of BUDGET_USD_PER_MONTH this month, with what is reserved and presumed.',
    registers,
    async collect() {
      if (isSilent()) return this.remove();
      this.set((await budget()).usedMicros / 1_000_000);
    },
  });
  new Gauge({
    name: 'coverband_budget_used_ratio',
    help: 'The same as a share of the budget; 1 when not even the cheapest take fits any more.',
    registers,
    async collect() {
      if (isSilent()) return this.remove();
      this.set((await budget()).share);
    },
  });
  new Gauge({
    name: 'coverband_gateway_connected',
    help: '1 while the bot is connected to Discord.',
    registers,
    collect() {
      this.set(health().gateway === 'ok' ? 1 : 0);
    },
  });
  new Gauge({
    name: 'coverband_store_ok',
    help: '1 while jobs can be stored.',
    registers,
    collect() {
      this.set(health().store === 'ok' ? 1 : 0);
    },
  });
  new Gauge({
    name: 'coverband_provider_account_ok',
    help: '0 while a provider refuses the key, or the account has no credit.',
    labelNames: ['provider'],
    registers,
    collect() {
      for (const [provider, state] of Object.entries(health().providers)) {
        this.set({ provider }, state === 'refused' || state === 'no credit' ? 0 : 1);
      }
    },
  });
  new Gauge({
    name: 'coverband_breaker_open',
    help: '1 while turns are kept from a provider that is away or refuses everything.',
    labelNames: ['provider'],
    registers,
    collect() {
      for (const [provider, state] of Object.entries(health().providers)) {
        this.set({ provider }, state === 'open' ? 1 : 0);
      }
    },
  });

  // What has not happened yet is counted as 0: Prometheus sees no growth in a number that it has never seen before.
  for (const target of [...providers, 'discord']) requests.inc({ target, outcome: 'ok' }, 0);

  return {
    jobsFound: jobs.found,
    jobChanged: jobs.changed,
    paid: jobs.paid,
    requestEnded({ target, outcome, ms }) {
      requests.inc({ target, outcome });
      requestSeconds.observe({ target }, ms / 1_000);
    },
    rateLimited: ({ scope }) => rateLimits.inc({ scope }),
    errorMet: ({ source, code }) => errors.inc({ source, code }),
    contentType: registry.contentType,
    async text() {
      queueCounts = fleet && (await queueCountsFrom(fleet));
      return registry.metrics();
    },
  };
}

/** While the database is away, all else is shown all the same. */
async function queueCountsFrom(fleet: FleetFacts): Promise<readonly QueueCount[] | undefined> {
  try {
    return (await fleet.isSpeaker()) ? await fleet.queueCounts() : undefined;
  } catch {
    return undefined;
  }
}

/** How this process stands to the database that it shares, and how many share it. */
function measureFleet({
  registers,
  fleet,
  isSilent,
}: {
  registers: Registry[];
  fleet: FleetFacts;
  isSilent: () => boolean;
}): void {
  new Gauge({
    name: 'coverband_processes_living',
    help: 'Processes of the bot on this database that are believed to live. One of them shows it for all.',
    registers,
    collect() {
      if (isSilent()) this.remove();
      else this.set(fleet.living());
    },
  });
  new Gauge({
    name: 'coverband_duty_held',
    help: 'Always 1: what this process alone does for all.',
    labelNames: ['duty'],
    registers,
    collect() {
      this.reset();
      for (const duty of fleet.duties()) this.set({ duty }, 1);
    },
  });
  new Gauge({
    name: 'coverband_database_connections',
    help: 'Connections of this process to the database that are in use, and statements that wait for one.',
    labelNames: ['state'],
    registers,
    collect() {
      const { inUse, waiting } = fleet.connections();
      this.set({ state: 'in_use' }, inUse);
      this.set({ state: 'waiting' }, waiting);
    },
  });
  new Gauge({
    name: 'coverband_clock_offset_seconds',
    help: "How far this machine's clock is ahead of the database's; negative where it is behind.",
    registers,
    collect() {
      this.set(fleet.clockOffsetMs() / 1_000);
    },
  });
  new Gauge({
    name: 'coverband_sign_of_life_age_seconds',
    help: 'How long ago this process last said that it lives. From 20 on it works on nothing, from 30 on others take its work over.',
    registers,
    collect() {
      this.set(fleet.signOfLifeAgeMs() / 1_000);
    },
  });
  new Gauge({
    name: 'coverband_settings_differing',
    help: 'How many settings this process has otherwise than most; above 0 it gives no turns.',
    registers,
    collect() {
      this.set(fleet.differing());
    },
  });
}

/** Which bot it is, and how it stands at Discord. */
function measureBot({
  registers,
  version,
  connections,
}: Pick<CountedMetricsOptions, 'version' | 'connections'> & { registers: Registry[] }): void {
  new Gauge({
    name: 'coverband_build_info',
    help: 'Always 1: the release that runs, and the Node that it runs on, are in the labels.',
    labelNames: ['version', 'node'],
    registers,
  }).set({ version, node: process.versions.node }, 1);
  new Gauge({
    name: 'coverband_servers',
    help: 'How many servers the bot is in.',
    registers,
    collect() {
      const { servers } = connections();
      if (servers !== undefined) this.set(servers);
    },
  });
  new Gauge({
    name: 'coverband_gateway_sessions_started',
    help: 'Gateway sessions that this start of the bot has begun; a connection that goes on with one begins none.',
    registers,
    collect() {
      this.set(connections().sessions.started);
    },
  });
  new Gauge({
    name: 'coverband_gateway_session_starts_left',
    help: 'How many sessions Discord still allowed when the bot came online, without those begun since. It allows 1,000 a day.',
    registers,
    collect() {
      const { startsLeft } = connections().sessions;
      if (startsLeft !== undefined) this.set(startsLeft);
    },
  });
}
