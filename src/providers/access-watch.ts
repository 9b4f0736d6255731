import type { Clock } from '../clock.ts';
import type { Access } from '../domain/policy/operator-desk.ts';
import type { ProviderErrorCode } from '../errors.ts';
import type { Logger } from '../logger.ts';
import type { ProviderSigns } from '../store/port.ts';
import type { Provider } from './port.ts';
import { accessAfter } from './shared/access-of.ts';

const HOUR_MS = 3_600_000;
/** What nobody answered is asked again sooner. */
const UNKNOWN_MS = 300_000;
/** A sign of life is written down as often as that at most. */
const NOTED_MS = 60_000;

export interface AccessWatch {
  /** Asks each provider now and once an hour. Never waits for them. */
  start(): void;
  /** How the account stands by the last that was heard, here or elsewhere; `unknown` before anything was. */
  of(provider: string): Access;
  /** When anything was heard last, here or elsewhere; undefined before anything was. */
  heardAt(provider: string): number | undefined;
  /** What work with a provider says of the account: that it went well, or why not. */
  heard(provider: string, code: ProviderErrorCode | 'ok'): void;
  /** Looks again for what others have heard. */
  refresh(): Promise<void>;
  stop(): void;
}

/** Whether the keys are good and there is money, known before a member has to find out. */
export function createAccessWatch({
  providers,
  signs,
  onAccess = () => undefined,
  onNoted = () => undefined,
  now,
  clock,
  log,
}: {
  providers: readonly Pick<Provider, 'name' | 'checkAccess'>[];
  /** For other processes, and whoever comes later. */
  signs: ProviderSigns;
  /** Told each time that an account stands otherwise than before. */
  onAccess?: (provider: string, access: Access) => void;
  /** Told when others can know it as well. */
  onNoted?: () => void;
  /** By one clock for all processes, milliseconds since the epoch: of two words the later one counts. */
  now(): number;
  clock: Clock;
  log: Logger;
}): AccessWatch {
  const stopped = new AbortController();
  const known = new Map<string, Access>();
  /** What was heard here last, of which the operator was told. */
  const told = new Map<string, Access>();
  const heardAt = new Map<string, number>();
  /** When it was written down last, by the monotonic clock. */
  const notedAt = new Map<string, number>();

  const noteFailure = (error: unknown) => log.warn({ err: error }, 'the last signs of life of providers are not kept');

  const noteSign = (provider: string, access: Access, hasChanged: boolean) => {
    const at = now();
    heardAt.set(provider, at);
    const noted = notedAt.get(provider);
    if (!hasChanged && noted !== undefined && clock.monotonic() - noted < NOTED_MS) return;
    notedAt.set(provider, clock.monotonic());
    signs
      .note(provider, { at, access })
      .then(() => hasChanged && onNoted())
      .catch(noteFailure);
  };

  /** The latest word counts, whoever was told. */
  const readSign = async (provider: string) => {
    const sign = await signs.of(provider);
    const before = heardAt.get(provider);
    if (!sign || (before !== undefined && sign.at <= before)) return;
    heardAt.set(provider, sign.at);
    if (sign.access !== 'unknown') known.set(provider, sign.access);
  };

  const note = (provider: string, access: Access) => {
    const isNews = told.get(provider) !== access;
    if (access !== 'unknown') noteSign(provider, access, isNews || known.get(provider) !== access);
    if (access !== 'unknown' || !known.has(provider)) known.set(provider, access);
    if (!isNews) return;
    told.set(provider, access);
    onAccess(provider, access);
    const isBad = access === 'refused' || access === 'no credit';
    if (isBad) log.error({ provider, access }, 'the provider needs its operator: look at its key and its credit');
    else log.info({ provider, access }, 'the provider was asked whether the key is good');
  };

  const watch = async ({ name, checkAccess }: Pick<Provider, 'name' | 'checkAccess'>) => {
    for (;;) {
      const access = await checkAccess(stopped.signal);
      // Silence takes nothing back of what is known.
      if (access !== 'unknown' || !told.has(name)) note(name, access);
      await clock.sleep(access === 'unknown' ? UNKNOWN_MS : HOUR_MS, stopped.signal);
    }
  };

  const refresh = async () => {
    for (const { name } of providers) await readSign(name);
  };

  return {
    start() {
      refresh().catch(noteFailure);
      for (const provider of providers) {
        watch(provider).catch((error: unknown) => {
          if (!stopped.signal.aborted)
            log.error({ err: error, provider: provider.name }, 'a provider is not asked any more');
        });
      }
    },
    refresh,
    heardAt: (provider) => heardAt.get(provider),
    of: (provider) => known.get(provider) ?? 'unknown',
    heard(provider, code) {
      const access = code === 'ok' ? 'ok' : accessAfter(code);
      if (access) note(provider, access);
    },
    stop: () => stopped.abort(new Error('the bot is stopping')),
  };
}
