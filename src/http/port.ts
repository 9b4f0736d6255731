import type { Job } from '../domain/job.ts';
import type { RequestReport } from '../http-guard.ts';

/** How the bot is, as whoever watches over it should know. Nothing in it is secret. */
export interface Health {
  /**
   * `away`: not connected to Discord, so nobody can ask for anything. `shared`: another bot on the same token answers too, so
   * nothing new is taken.
   */
  gateway: 'ok' | 'away' | 'shared';
  /** What keeps it from storing anything. */
  store: 'ok' | 'full' | 'unwritable' | 'damaged' | 'gone' | 'away';
  /**
   * `open`: turns are kept from a provider that is away. `refused`, `no credit`: only the operator can help. `unknown`: it has
   * not answered yet.
   */
  providers: Readonly<Record<string, 'ok' | 'open' | 'refused' | 'no credit' | 'unknown'>>;
  /** Among several processes: how this machine's clock stands to that of the database. Far off, nothing is taken on. */
  clock?: 'ok' | 'off';
  /** Among several processes: the names of settings in which this one is not like most, so that it gives no turns. */
  differing?: readonly string[];
}

/**
 * What happens in the bot, for whoever counts it. Each call costs the same however much there is to count, and none throws.
 * Nothing that is told ends up in a label but the few words that are named here.
 */
export interface Metrics {
  /** What was unfinished when the bot began. To be told before the first change. */
  jobsFound(jobs: readonly Job[]): void;
  /** As `Jobs.onChange` tells it. */
  jobChanged(job: Job, before?: Job): void;
  /** Money that was paid for something that belongs to no job, such as lyrics. */
  paid(payment: { provider: string; micros: number }): void;
  /** As `createGuardedFetch` tells it, and whoever sends requests to Discord. */
  requestEnded(report: RequestReport): void;
  /** Discord asks to wait. */
  rateLimited(limit: { scope: string }): void;
  /** Something has failed. The code is one of a few words, never a text. */
  errorMet(error: { source: 'discord' | 'database' | 'interaction' | 'cost' | 'repetition'; code: string }): void;
}

const nothing = () => undefined;

/** For a bot whose operator does not count. */
export const noMetrics: Metrics = {
  jobsFound: nothing,
  jobChanged: nothing,
  paid: nothing,
  requestEnded: nothing,
  rateLimited: nothing,
  errorMet: nothing,
};

/** What an operator may see of a job: no text of a member, no token. */
export interface JobEvent {
  id: string;
  guildId: string;
  state: Job['state'];
  version: number;
  at: number;
  provider: string | null;
  model: string | null;
  failure: string | null;
  messageId: string | null;
}
