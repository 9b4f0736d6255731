import { describe, expect, it } from 'vitest';
import { noChoices, withGuildChoice, withProviderPaused } from '../../src/domain/policy/operator-choices.ts';
import type { OperatorChoicesStore } from '../../src/store/port.ts';

const HOME = '100000000000000001';

/** A storage that begins empty, with two openers at once, and whoever opens it later. */
export interface OperatorChoicesHarness {
  store: OperatorChoicesStore;
  other: OperatorChoicesStore;
  reopen(): Promise<OperatorChoicesStore>;
  /** Writes what nobody can read, in place of what is stored. */
  spoil(): Promise<void>;
}

/** What every implementation of the port must do. */
export function describeOperatorChoices(name: string, open: () => Promise<OperatorChoicesHarness>): void {
  describe(name, () => {
    it('begin with none', async () => {
      const { store } = await open();
      expect(store.now()).toEqual(noChoices);
    });

    it('are there at once, and for whoever opens them later', async () => {
      const { store, reopen } = await open();
      await store.change((now) => withGuildChoice({ ...now, isDrained: true }, HOME, { isPaused: true }));

      expect(store.now()).toEqual({ ...noChoices, isDrained: true, guilds: { [HOME]: { isPaused: true } } });
      expect((await reopen()).now()).toEqual(store.now());
    });

    it('lose none of many changes that are made at the same time', async () => {
      const { store, reopen } = await open();
      const names = Array.from({ length: 20 }, (_, index) => `p${index}`);
      await Promise.all(names.map((name) => store.change((now) => withProviderPaused(now, name, true))));

      expect((await reopen()).now().pausedProviders.toSorted()).toEqual(names.toSorted());
    });

    it('lose none of those that two openers make at the same time, of which each knows all by its next one', async () => {
      const { store, other } = await open();
      const told: (readonly string[])[] = [];
      other.onChange(({ pausedProviders }) => told.push(pausedProviders));
      const pause = (at: OperatorChoicesStore, name: string) => at.change((now) => withProviderPaused(now, name, true));

      await Promise.all([pause(store, 'p1'), pause(other, 'p2'), pause(store, 'p3')]);
      await other.change((now) => now);

      const all = other.now().pausedProviders;
      expect(all.toSorted()).toEqual(['p1', 'p2', 'p3']);
      // First what was there when its own change was made.
      expect([all, all.slice(0, all.indexOf('p2') + 1)]).toContainEqual(told[0]);
      expect(told.at(-1)).toEqual(all);
    });

    it('stay as they are where a change throws', async () => {
      const { store, reopen } = await open();
      const failed = store.change(() => {
        throw new Error('no');
      });

      await expect(failed).rejects.toThrow('no');
      await store.change((now) => ({ ...now, isDrained: true }));
      expect((await reopen()).now().isDrained).toBe(true);
    });

    it('are told after each change that changes something', async () => {
      const { store } = await open();
      const told: boolean[] = [];
      store.onChange(({ isDrained }) => told.push(isDrained));
      await store.change((now) => ({ ...now, isDrained: true }));
      await store.change((now) => now);
      await store.change((now) => ({ ...now, isDrained: false }));

      expect(told).toEqual([true, false]);
    });

    it('begin nothing anywhere where they cannot be read', async () => {
      const { reopen, spoil } = await open();
      await spoil();

      expect((await reopen()).now()).toEqual({ ...noChoices, isDrained: true });
    });
  });
}
