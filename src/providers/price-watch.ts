import type { Clock } from '../clock.ts';
import type { Logger } from '../logger.ts';
import type { Provider } from './port.ts';

const DAY_MS = 86_400_000;
/** A list that could not be read is asked for again sooner. */
const UNREAD_MS = 300_000;

export interface PriceWatch {
  /** Reads each price list now and once a day. Never waits for them. */
  start(): void;
  stop(): void;
}

export interface PriceWatchOptions {
  providers: readonly Pick<Provider, 'name' | 'publishedPrices'>[];
  clock: Clock;
  log: Logger;
  /** Told of what each list says; nothing where there is none, or none that could be read. */
  onPrices(provider: string, microsByModel: ReadonlyMap<string, number>): void;
}

/** Reads what providers publish of their prices. */
export function createPriceWatch({ providers, clock, log, onPrices }: PriceWatchOptions): PriceWatch {
  const stopped = new AbortController();

  const watch = async (provider: string, read: NonNullable<Provider['publishedPrices']>) => {
    for (let isUnread = false; ; ) {
      const prices = await read(stopped.signal).catch((error: unknown) => {
        stopped.signal.throwIfAborted();
        if (!isUnread) log.warn({ err: error, provider }, 'the price list could not be read; trying again');
        return undefined;
      });
      isUnread = prices === undefined;
      onPrices(provider, prices ?? new Map());
      await clock.sleep(isUnread ? UNREAD_MS : DAY_MS, stopped.signal);
    }
  };

  return {
    start() {
      for (const { name, publishedPrices } of providers) {
        if (!publishedPrices) onPrices(name, new Map());
        else
          watch(name, publishedPrices).catch((error: unknown) => {
            if (!stopped.signal.aborted) log.error({ err: error, provider: name }, 'a price list is not read any more');
          });
      }
    },
    stop: () => stopped.abort(new Error('the bot is stopping')),
  };
}
