import type { Clock } from '../clock.ts';
import type { ProviderErrorCode } from '../errors.ts';
import type { Logger } from '../logger.ts';
import type { Access, Provider } from './port.ts';
import { accessAfter } from './shared/access-of.ts';

const HOUR_MS = 3_600_000;
/** What nobody answered is asked again sooner. */
const UNKNOWN_MS = 300_000;
/** A sign of life is written down as often as that at most. */
const NOTED_MS = 60_000;

/** When each provider gave a sign of life last, in milliseconds since the epoch, for whoever comes later. */
export interface Signs {
  of(provider: string): Promise<number | undefined>;
  note(provider: string, at: number): Promise<void>;
}

export interface AccessWatch {
  /** Asks each provider now and once an hour. Never waits for them. */
  start(): void;
  /** How the account stands by the last that was heard; `unknown` before anything was. */
  of(provider: string): Access;
  /** When anything was heard last, by whoever asked before as well; undefined before anything was. */
  heardAt(provider: string): number | undefined;
  /** What work with a provider says of the account: that it went well, or why not. */
  heard(provider: string, code: ProviderErrorCode | 'ok'): void;
  stop(): void;
}

/** Whether the keys are good and there is money, known before a member has to find out. */
export function createAccessWatch({
  providers,
  signs,
  onAccess = () => undefined,
  clock,
  log,
}: {
  providers: readonly Pick<Provider, 'name' | 'checkAccess'>[];
  signs: Signs;
  /** Told each time that an account stands otherwise than before. */
  onAccess?: (provider: string, access: Access) => void;
  clock: Clock;
  log: Logger;
}): AccessWatch {
  const stopped = new AbortController();
  const known = new Map<string, Access>();
  const heardAt = new Map<string, number>();
  /** When it was written down last, by the monotonic clock. */
  const notedAt = new Map<string, number>();

  const noteFailure = (error: unknown) => log.warn({ err: error }, 'the last sign of life of a provider is not kept');

  const noteSign = (provider: string) => {
    heardAt.set(provider, clock.now());
    const noted = notedAt.get(provider);
    if (noted !== undefined && clock.monotonic() - noted < NOTED_MS) return;
    notedAt.set(provider, clock.monotonic());
    signs.note(provider, clock.now()).catch(noteFailure);
  };

  const readSign = async (provider: string) => {
    const at = await signs.of(provider);
    if (at !== undefined && !heardAt.has(provider)) heardAt.set(provider, at);
  };

  const note = (provider: string, access: Access) => {
    if (access !== 'unknown') noteSign(provider);
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
        readSign(provider.name).catch(noteFailure);
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
