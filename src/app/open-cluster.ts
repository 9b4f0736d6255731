import type { Clock } from '../clock.ts';
import type { Cards, Crossing, Duties, Notifier } from '../cluster/port.ts';
import type { PostgresDatabase } from '../database.ts';
import type { Logger } from '../logger.ts';
import type { Lifetime } from './lifetime.ts';

export interface OpenClusterOptions {
  database: PostgresDatabase;
  listenUrl: string;
  /** Of this process, in this run of it. */
  workerId: string;
  speed: number;
  /** Whether anything may be taken on here at present. */
  mayTake: () => boolean;
  lifetime: Lifetime;
  realTime: Clock;
  log: Logger;
}

/** What several processes on one database have to say to each other, and who of them does what there is to do once. */
export async function openCluster({
  database,
  listenUrl,
  workerId,
  speed,
  mayTake,
  lifetime,
  realTime: clock,
  log,
}: OpenClusterOptions): Promise<Duties & Notifier & Crossing & Cards> {
  // Loaded only where it is wanted.
  const { createCrossing, createDuties, createNotifier } = await import('../cluster/postgres.ts');
  const { createCards } = await import('../cluster/cards.ts');
  const duties = createDuties({ database, workerId, mayTake });
  const notifier = createNotifier({ listenUrl, database, workerId, clock, log });
  lifetime.opened(notifier, (it) => it.stop());
  const crossing = createCrossing({ database, workerId, speed, clock });
  const cards = createCards({ database, workerId });
  return { ...crossing, ...duties, ...cards, tell: notifier.tell, onTold: notifier.onTold };
}
