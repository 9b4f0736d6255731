import type { Clock } from '../clock.ts';
import { createFleetWatch, type FleetWatch, type FleetWatchOptions } from '../cluster/fleet-watch.ts';
import type { Cards, Crossing, Duties, Notifier } from '../cluster/port.ts';
import type { PostgresDatabase } from '../database.ts';
import type { Logger } from '../logger.ts';
import type { Lifetime } from './lifetime.ts';

export interface OpenFleetOptions {
  database: PostgresDatabase;
  listenUrl: string;
  /** Of this process, in this run of it. */
  workerId: string;
  speed: number;
  /** Whether anything may be taken on here at present. */
  mayTake: () => boolean;
  /** What all processes have to agree in. */
  agreed: FleetWatchOptions['agreed'];
  /** Told how many processes live. */
  onLiving: FleetWatchOptions['onLiving'];
  lifetime: Lifetime;
  realTime: Clock;
  log: Logger;
}

/** What several processes on one database have to say to each other, and who of them does what there is to do once. */
export async function openFleet({
  database,
  listenUrl,
  workerId,
  speed,
  mayTake,
  agreed,
  onLiving,
  lifetime,
  realTime: clock,
  log,
}: OpenFleetOptions): Promise<{ cluster: Duties & Notifier & Crossing & Cards; fleet: FleetWatch }> {
  // Loaded only where it is wanted.
  const { createCrossing, createDuties, createNotifier } = await import('../cluster/postgres.ts');
  const { createCards } = await import('../cluster/cards.ts');
  const duties = createDuties({ database, workerId, mayTake });
  const notifier = createNotifier({ listenUrl, database, workerId, clock, log });
  lifetime.opened(notifier, (it) => it.stop());
  const crossing = createCrossing({ database, workerId, speed, clock });
  const cards = createCards({ database, workerId });
  const cluster = { ...crossing, ...duties, ...cards, tell: notifier.tell, onTold: notifier.onTold };
  const fleet = lifetime.opened(createFleetWatch({ cluster, agreed, onLiving, clock, log }), (it) => it.stop());
  return { cluster, fleet };
}
