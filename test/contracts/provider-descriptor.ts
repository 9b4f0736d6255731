import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config/read-config.ts';
import type { Model, TextRule } from '../../src/domain/models.ts';
import { NOT_YET_KNOWN } from '../../src/domain/money/prices.ts';
import type { ProviderDeps, ProviderDescriptor } from '../../src/providers/descriptor.ts';

/** What a setting that must be set may read: a key, or an address. */
const SAMPLES = ['a-key-of-somebody', 'http://127.0.0.1:9'];

/** The least that an operator has to set for a provider. */
export function environmentFor({ name, settings }: ProviderDescriptor): Record<string, string> {
  const needed = Object.values(settings).filter(({ isNeeded }) => isNeeded);
  const given = needed.map(({ name: variable, schema }) => {
    const sample = SAMPLES.find((value) => schema.safeParse(value).success);
    if (sample === undefined) throw new Error(`${variable} takes neither a key nor an address`);
    return [variable, sample];
  });
  return { DISCORD_TOKEN: 'token', PROVIDERS: name, ...Object.fromEntries(given) };
}

/** What `src/providers/descriptor.ts` promises. Every provider in the list must pass it. */
export function describeDescriptor(descriptor: ProviderDescriptor, open: () => Promise<ProviderDeps>): void {
  const { name, title, models, settings } = descriptor;

  describe(`the descriptor of ${title}`, () => {
    it('has a name that settings can be written with, and a title that members can read', () => {
      expect(name).toMatch(/^[a-z]+$/);
      expect(title).toBe(title.trim());
      expect(title.length).toBeGreaterThan(1);
      expect(title.length).toBeLessThanOrEqual(40);
    });

    it('begins the name of each of its settings, and says what it is for and what is expected', async () => {
      const page = await readFile('docs/settings.md', 'utf8');
      for (const { name: variable, about, expected } of Object.values(settings)) {
        expect(variable).toMatch(new RegExp(`^${name.toUpperCase()}_[A-Z][A-Z_]+$`));
        expect(about, variable).toMatch(/^\S.+\.$/);
        expect(expected, variable).toMatch(/\S[^.]$/);
        expect(page).toContain(`\`${variable}\``);
      }
    });

    it('offers models without being told which', () => {
      expect(models.some(({ retired }) => !retired)).toBe(true);
      expect(new Set(models.map(({ id }) => id)).size).toBe(models.length);
      expect(models.map(({ provider }) => provider)).toEqual(models.map(() => name));
    });

    it.each(models.map((model) => [model.id, model] as const))('says all limits of %s', (_id, model) => {
      expectWholeRow(model);
    });

    it('is chosen by its name and what it needs alone, and by less not', () => {
      const environment = environmentFor(descriptor);
      const { providers, models: offered } = readConfig(environment);
      expect(providers.map((chosen) => chosen.descriptor.name)).toEqual([name]);
      expect(providers[0]?.settings.running).toBeGreaterThan(0);
      expect(offered).toEqual(models.filter(({ retired }) => !retired));
      for (const { name: variable, isNeeded } of Object.values(settings)) {
        if (isNeeded) expect(() => readConfig({ ...environment, [variable]: '' })).toThrow(variable);
      }
    });

    it('makes a client of that name, which asks nothing by itself', async () => {
      const deps = await open();
      const [chosen] = readConfig(environmentFor(descriptor)).providers;
      if (!chosen) throw new Error('it is not chosen');

      const provider = descriptor.create(chosen.settings, deps);

      expect(provider.name).toBe(name);
      expect(await provider.check([], new AbortController().signal)).toEqual(new Map());
      await expect(provider.checkAccess(AbortSignal.abort(new Error('stopped')))).rejects.toThrow('stopped');
    });

    it('has a client that is held to what all providers promise', () => {
      expect(existsSync(`test/providers/${name}/contract.test.ts`)).toBe(true);
    });
  });
}

function expectWholeRow(model: Model): void {
  const { title, style, lyrics, uploads, reference, songs, maximumTakes, seed, formats, bitrates } = model;
  expect(title).toMatch(/\S/);
  expectRule(style);
  expectRule(lyrics);
  expect(uploads === 'none').toBe(model.kind === 'song');
  expect(reference.minimumSeconds).toBeGreaterThan(0);
  expect(reference.maximumSeconds).toBeGreaterThan(reference.minimumSeconds);
  expect(reference.maximumBytes).toBeGreaterThan(1_000_000);
  expect(songs.instrumental || songs.writesLyrics).toBe(model.kind === 'song' && style.need !== 'none');
  expect(maximumTakes).toBeGreaterThanOrEqual(1);
  if (seed) expect(seed.maximum).toBeGreaterThan(seed.minimum);
  expect(formats.length).toBeGreaterThan(0);
  for (const [format, tables] of Object.entries(bitrates)) {
    expect(formats).toContain(format);
    for (const { minimum, maximum } of [tables[1], tables[2]].flatMap((table) => Object.values(table))) {
      expect(maximum).toBeGreaterThanOrEqual(minimum);
    }
  }
  expect(model.typicalSeconds).toBeGreaterThan(model.shortestSeconds);
  expectPrices(model);
}

/** Where none is known, the provider publishes one, or the operator says it. */
function expectPrices(model: Model): void {
  const most = model.priceOf(NOT_YET_KNOWN);
  const { minimumSeconds, maximumSeconds } = model.reference;
  for (const seconds of [minimumSeconds, 61.237, maximumSeconds]) {
    const price = model.priceOf({ seconds });
    expect(price === null).toBe(most === null);
    expect(Number.isSafeInteger(price ?? 0)).toBe(true);
    expect(price ?? 0).toBeGreaterThanOrEqual(0);
    // Whoever is told a price before the song is there pays no more than that.
    expect(price ?? 0).toBeLessThanOrEqual(most ?? 0);
  }
}

function expectRule({ need, minimum, maximum }: TextRule): void {
  if (need === 'none') expect([minimum, maximum]).toEqual([0, 0]);
  else expect(maximum).toBeGreaterThanOrEqual(minimum);
  if (need === 'required') expect(minimum).toBeGreaterThan(0);
}
