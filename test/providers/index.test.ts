import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { botSettings } from '../../src/config/bot-settings.ts';
import { settings } from '../../src/config/settings.ts';
import { openDatabase } from '../../src/database.ts';
import { createGuardedFetch } from '../../src/http-guard.ts';
import { createLogger } from '../../src/logger.ts';
import { models, providerName } from '../../src/providers/catalog.ts';
import type { ProviderDeps } from '../../src/providers/descriptor.ts';
import { providers } from '../../src/providers/index.ts';
import { createFeatureIds } from '../../src/store/feature-ids.ts';
import { describeDescriptor } from '../contracts/provider-descriptor.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { openFiles } from '../support/open-files.ts';

async function open(): Promise<ProviderDeps> {
  const folder = await mkdtemp(join(tmpdir(), 'coverband-test-'));
  const log = createLogger({ level: 'silent' });
  const clock = createManualClock();
  const http = createGuardedFetch({ trustedOrigins: [], log });
  const database = openDatabase({ migrations: [], file: join(folder, 'coverband.db'), log });
  onTestFinished(async () => {
    await http.close();
    database.close();
    await rm(folder, { recursive: true });
  });
  return {
    http,
    files: openFiles({ folder: join(folder, 'files'), download: http.download, clock }),
    featureIdsOf: (account) => createFeatureIds({ database, clock, account }),
    clock,
    newId: randomUUID,
  };
}

for (const descriptor of providers) describeDescriptor(descriptor, open);

describe('the list of providers', () => {
  it('has each name, each title and each setting once', () => {
    const variables = providers.flatMap((provider) => Object.values(provider.settings).map(({ name }) => name));
    const named = [
      providers.map(({ name }) => name),
      providers.map(({ title }) => title),
      [...variables, ...Object.keys(botSettings)],
    ];
    for (const names of named) expect(names.toSorted()).toEqual([...new Set(names)].toSorted());
    expect(Object.keys(settings)).toHaveLength(variables.length + Object.keys(botSettings).length);
  });

  it('tells members what each calls itself, and of one that is in it no more what was stored', () => {
    expect(providers.map(({ name }) => providerName(name))).toEqual(providers.map(({ title }) => title));
    expect(providerName('gone')).toBe('gone');
  });

  it('is where the catalog has its models from', () => {
    expect(models).toEqual(providers.flatMap((provider) => provider.models));
  });
});
