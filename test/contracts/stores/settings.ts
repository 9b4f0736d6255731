import { describe, expect, it } from 'vitest';
import type { OperatorTerms } from '../../../src/domain/policy/guild-policy.ts';
import { createLogger } from '../../../src/logger.ts';
import { createKeyvStore } from '../../../src/store/keyv-store.ts';
import { createSettings } from '../../../src/store/settings.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import { plainTerms } from '../../support/plain-settings.ts';
import type { UseDatabase } from './use-database.ts';

/** On whatever it is stored in. */
export function describeSettings(useDatabase: UseDatabase): void {
  const clock = createManualClock();

  const log = createLogger({ level: 'silent' });

  const terms = plainTerms({ confirmAboveMicros: 500_000, remixChannelIds: ['1'] });
  const { defaults } = terms;

  async function openSettings(given: OperatorTerms = terms) {
    const { open } = await useDatabase();
    const database = await open();
    const lines: string[] = [];
    const loud = createLogger({ level: 'error', destination: { write: (line) => void lines.push(line) } });
    return {
      open,
      database,
      lines,
      settings: createSettings({ database, terms: () => given, clock, log: loud }),
      raw: createKeyvStore({ database, namespace: 'settings' }),
    };
  }

  describe("a server's settings", () => {
    it("are the operator's until the server chooses, and its own from then on", async () => {
      const { settings } = await openSettings();
      await expect(settings.get('g')).resolves.toEqual(defaults);

      const { after } = await settings.change('g', () => ({ wantsRightsTick: true, confirmAboveMicros: null }));

      expect(after.values).toEqual({ ...defaults, wantsRightsTick: true, confirmAboveMicros: null });
      await settings.change('g', () => ({ locale: 'de' }));
      await expect(settings.get('g')).resolves.toEqual({ ...after.values, locale: 'de' });
      await expect(settings.get('another')).resolves.toEqual(defaults);
    });

    it('follow the operator in the next process where the server has not chosen, and survive it where it has', async () => {
      const { settings, open } = await openSettings();
      await settings.change('g', () => ({ remixChannelIds: ['7'] }));

      const later = plainTerms({ wantsRightsTick: true, remixChannelIds: ['2'] });
      const next = createSettings({ database: await open(), terms: () => later, clock, log });

      await expect(next.get('g')).resolves.toEqual({ ...later.defaults, remixChannelIds: ['7'] });
    });

    it('keep every choice when two moderators change different things at once', async () => {
      const { settings } = await openSettings();

      await Promise.all([
        settings.change('g', () => ({ wantsRightsTick: true })),
        settings.change('g', () => ({ opensThreads: true })),
        settings.change('g', () => ({ locale: 'de' })),
      ]);

      const chosen = { wantsRightsTick: true, opensThreads: true, locale: 'de' };
      await expect(settings.get('g')).resolves.toEqual({ ...defaults, ...chosen });
    });

    it('have the last of two changes of the same thing, and tell each what it came after', async () => {
      const { settings } = await openSettings();

      const longer = () => settings.change('g', ({ values }) => ({ pauseMinutes: values.pauseMinutes + 10 }));
      const both = await Promise.all([longer(), longer()]);

      const told = both.map(({ before, after }) => [before.values.pauseMinutes, after.values.pauseMinutes]);
      expect(told.toSorted(([one = 0], [other = 0]) => one - other)).toEqual([
        [0, 10],
        [10, 20],
      ]);
    });

    it('go back to the operator’s by a reset, and nothing else with it', async () => {
      const { settings, raw } = await openSettings();
      await settings.change('g', () => ({ remixChannelIds: [], locale: 'de' }));

      const { after } = await settings.change('g', () => ({ remixChannelIds: undefined }));

      expect(after.values).toEqual({ ...defaults, locale: 'de' });
      expect(after.sources.remixChannelIds).toEqual({ by: 'operator' });
      await expect(raw.get('g')).resolves.toEqual({ locale: 'de' });
    });

    it('that cannot be read are the operator’s, one by one, and the log names them', async () => {
      const { settings, raw, lines } = await openSettings();
      await raw.set('g', { presets: 'many', locale: 'de' });

      await expect(settings.get('g')).resolves.toEqual({ ...defaults, locale: 'de' });

      expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ guildId: 'g', unreadable: ['presets'] }]);
    });

    it('that this release does not know or cannot read are written back unchanged', async () => {
      const { settings, raw } = await openSettings();
      const foreign = { ofTomorrow: { deep: [1] }, presets: 'many' };
      await raw.set('g', foreign);

      await settings.change('g', () => ({ locale: 'de' }));

      await expect(raw.get('g')).resolves.toEqual({ ...foreign, locale: 'de' });
    });

    it('stay as they were where a change throws', async () => {
      const { settings } = await openSettings();
      await settings.change('g', () => ({ locale: 'de' }));

      const change = settings.change('g', () => {
        throw new Error('not that one');
      });

      await expect(change).rejects.toThrow('not that one');
      await expect(settings.get('g')).resolves.toEqual({ ...defaults, locale: 'de' });
    });
  });
}
