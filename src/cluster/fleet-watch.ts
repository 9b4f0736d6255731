import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../clock.ts';
import type { Logger } from '../logger.ts';
import { differingSettings } from './agreement.ts';
import type { Agreed, Crossing, Duties, Duty } from './port.ts';

const EVERY_MS = 15_000;

export interface FleetWatchOptions {
  cluster: Pick<Crossing, 'meet'> & Pick<Duties, 'held'>;
  /** Of this process. */
  agreed: Agreed;
  /** Told after each look how many processes live. */
  onLiving(living: number): void;
  clock: Pick<Clock, 'sleep'>;
  log: Logger;
}

/** What was seen of the other processes last. */
export interface FleetWatch {
  /** How many live, this one among them. */
  living(): number;
  /** What this one does for all. */
  duties(): readonly Duty[];
  /** The settings in which this one is not like most; it gives no turns while there are any. */
  differing(): readonly string[];
  /** Looks once, and from then on every now and then. Rejects where the first look fails. */
  start(): Promise<void>;
  stop(): void;
}

export function createFleetWatch({ cluster, agreed, onLiving, clock, log }: FleetWatchOptions): FleetWatch {
  const stopping = new AbortController();
  let living = 1;
  let duties: readonly Duty[] = [];
  let differing: readonly string[] = [];

  const look = async () => {
    const fellows = await cluster.meet(agreed);
    duties = await cluster.held();
    living = Math.max(1, fellows.length);
    onLiving(living);
    const found = differingSettings(agreed, fellows);
    if (isDeepStrictEqual(found, differing)) return;
    differing = found;
    if (found.length > 0)
      log.warn(
        { settings: found },
        'other processes have other settings than this one, which gives no turns until they agree',
      );
    else log.info('this process agrees with the others again, and gives turns');
  };

  const repeat = async () => {
    for (;;) {
      await clock.sleep(EVERY_MS, stopping.signal);
      await look().catch((error: unknown) => log.debug({ err: error }, 'the other processes could not be looked at'));
    }
  };

  return {
    living: () => living,
    duties: () => duties,
    differing: () => differing,
    async start() {
      await look();
      repeat().catch(() => undefined);
    },
    stop: () => stopping.abort(new Error('the bot stops')),
  };
}
