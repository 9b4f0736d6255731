import type { Ambient } from '../../ambient.ts';
import type { Config } from '../../config/read-config.ts';
import type { GuardedFetch } from '../../http-guard.ts';
import type { FeatureIds, Files } from '../../store/port.ts';
import type { ProviderToCheck } from './checks/check-provider.ts';

/** The bot's own are never touched: it may be running. */
async function refuse(): Promise<never> {
  throw new Error('the doctor handles no files');
}

const noFiles: Files = {
  put: refuse,
  has: refuse,
  open: refuse,
  withLocalCopy: refuse,
  link: refuse,
  use: refuse,
  list: refuse,
  remove: refuse,
  tidy: refuse,
};
const noFeatureIds: FeatureIds = { get: refuse, save: refuse, forget: refuse };

/** Clients of the providers in the settings, for nothing but what is free and has to do with no song. */
export function providersToCheck(
  { providers }: Pick<Config, 'providers'>,
  { http, ambient }: { http: GuardedFetch; ambient: Pick<Ambient, 'clock' | 'newId'> },
): ProviderToCheck[] {
  return providers.map(({ descriptor, settings }) => ({
    title: descriptor.title,
    provider: descriptor.create(settings, {
      http: http.named(descriptor.name),
      files: noFiles,
      featureIdsOf: () => noFeatureIds,
      clock: ambient.clock,
      newId: ambient.newId,
    }),
  }));
}
