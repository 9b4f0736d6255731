import type { Clock } from '../clock.ts';
import type { ProviderErrorCode } from '../errors.ts';
import type { Logger } from '../logger.ts';
import type { Access, Provider } from './port.ts';
import { accessAfter } from './shared/access-of.ts';

const HOUR_MS = 3_600_000;
/** What nobody answered is asked again sooner. */
const UNKNOWN_MS = 300_000;

export interface AccessWatch {
  /** Asks each provider now and once an hour. Never waits for them. */
  start(): void;
  /** How the account stands by the last that was heard; `unknown` before anything was. */
  of(provider: string): Access;
  /** When that was heard last; undefined before anything was. */
  heardAt(provider: string): number | undefined;
  /** What work with a provider says of the account: that it went well, or why not. */
  heard(provider: string, code: ProviderErrorCode | 'ok'): void;
  stop(): void;
}

/** Whether the keys are good and there is money, known before a member has to find out. */
export function createAccessWatch({
  providers,
  onAccess = () => undefined,
  clock,
  log,
}: {
  providers: readonly Pick<Provider, 'name' | 'checkAccess'>[];
  /** Told each time that an account stands otherwise than before. */
  onAccess?: (provider: string, access: Access) => void;
  clock: Clock;
  log: Logger;
}): AccessWatch {
  const stopped = new AbortController();
  const known = new Map<string, Access>();
  const heardAt = new Map<string, number>();

  const note = (provider: string, access: Access) => {
    if (access !== 'unknown') heardAt.set(provider, clock.now());
    if (known.get(provider) === access) return;
    known.set(provider, access);
    onAccess(provider, access);
    const isBad = access === 'refused' || access === 'no credit';
    if (isBad) log.error({ provider, access }, 'the provider needs its operator: look at its key and its credit');
    else log.info({ provider, access }, 'the provider was asked whether the key is good');
  };

  const watch = async ({ name, checkAccess }: Pick<Provider, 'name' | 'checkAccess'>) => {
    for (;;) {
      const access = await checkAccess(stopped.signal);
      // Silence takes nothing back of what is known.
      if (access !== 'unknown' || !known.has(name)) note(name, access);
      await clock.sleep(access === 'unknown' ? UNKNOWN_MS : HOUR_MS, stopped.signal);
    }
  };

  return {
    start() {
      for (const provider of providers) {
        watch(provider).catch((error: unknown) => {
          if (!stopped.signal.aborted)
            log.error({ err: error, provider: provider.name }, 'a provider is not asked any more');
        });
      }
    },
    heardAt: (provider) => heardAt.get(provider),
    of: (provider) => known.get(provider) ?? 'unknown',
    heard(provider, code) {
      const access = code === 'ok' ? 'ok' : accessAfter(code);
      if (access) note(provider, access);
    },
    stop: () => stopped.abort(new Error('the bot is stopping')),
  };
}
