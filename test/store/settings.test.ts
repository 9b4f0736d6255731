import { describe, expect, it } from 'vitest';
import type { GuildSettings } from '../../src/domain/guild-settings.ts';
import { createLogger } from '../../src/logger.ts';
import { createKeyvStore } from '../../src/store/keyv-store.ts';
import { createSettings } from '../../src/store/settings.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { useDatabase } from './use-database.ts';

const clock = createManualClock();

const log = createLogger({ level: 'silent' });

const defaults: GuildSettings = {
  confirmAboveMicros: 500_000,
  wantsRightsTick: false,
  presets: [{ name: 'Lo-fi', style: 'slow lo-fi with a soft voice' }],
  remixChannelIds: ['1'],
  opensThreads: false,
  remixTag: null,
  reportChannelIds: [],
  locale: null,
};

describe('settings', () => {
  it('are the defaults until a server chooses, and its own from then on', async () => {
    const { open } = await useDatabase();
    const settings = createSettings({ database: open(), defaults, clock, log });
    await expect(settings.get('g')).resolves.toEqual(defaults);

    const changed = await settings.change('g', { wantsRightsTick: true, confirmAboveMicros: null });

    expect(changed).toEqual({ ...defaults, wantsRightsTick: true, confirmAboveMicros: null });
    await expect(settings.change('g', { locale: 'de' })).resolves.toEqual({ ...changed, locale: 'de' });
    await expect(settings.get('g')).resolves.toEqual({ ...changed, locale: 'de' });
    await expect(settings.get('another')).resolves.toEqual(defaults);
  });

  it('follow the defaults of the next process where a server has not chosen', async () => {
    const { open } = await useDatabase();
    await createSettings({ database: open(), defaults, clock, log }).change('g', { remixChannelIds: ['7'] });

    const later = { ...defaults, wantsRightsTick: true, remixChannelIds: ['2'] };
    const settings = createSettings({ database: open(), defaults: later, clock, log });

    await expect(settings.get('g')).resolves.toEqual({ ...later, remixChannelIds: ['7'] });
  });

  it('lose no choice when several are made at once', async () => {
    const { open } = await useDatabase();
    const settings = createSettings({ database: open(), defaults, clock, log });

    await Promise.all([
      settings.change('g', { wantsRightsTick: true }),
      settings.change('g', { opensThreads: true }),
      settings.change('g', { locale: 'de' }),
    ]);

    await expect(settings.get('g')).resolves.toEqual({
      ...defaults,
      wantsRightsTick: true,
      opensThreads: true,
      locale: 'de',
    });
  });

  it('that cannot be read are the defaults, and the log says so', async () => {
    const { open } = await useDatabase();
    const database = open();
    await createKeyvStore({ database, namespace: 'settings' }).set('g', { presets: 'many' });
    const lines: string[] = [];
    const loud = createLogger({ level: 'error', destination: { write: (line) => void lines.push(line) } });
    const settings = createSettings({ database, defaults, clock, log: loud });

    await expect(settings.get('g')).resolves.toEqual(defaults);
    expect(lines.map((line) => JSON.parse(line).guildId)).toEqual(['g']);
    await expect(settings.change('g', { locale: 'de' })).resolves.toEqual({ ...defaults, locale: 'de' });
  });

  it('that could not be read again are not written', async () => {
    const { open } = await useDatabase();
    const settings = createSettings({ database: open(), defaults, clock, log });

    await settings.change('g', { locale: 'de' });

    await expect(settings.change('g', { confirmAboveMicros: -1 })).rejects.toThrow();
    await expect(settings.get('g')).resolves.toEqual({ ...defaults, locale: 'de' });
  });
});
