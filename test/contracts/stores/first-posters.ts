import { describe, expect, it } from 'vitest';
import { createFirstPosters } from '../../../src/store/first-posters.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import type { UseDatabase } from './use-database.ts';

/** On whatever it is stored in. */
export function describeFirstPosters(useDatabase: UseDatabase): void {
  const DAY_MS = 24 * 3_600_000;
  async function openStore() {
    const clock = createManualClock();
    const { open } = await useDatabase();
    const next = async () => createFirstPosters({ database: await open(), clock });
    return { clock, store: await next(), next };
  }

  describe('who was the first to post a song', () => {
    it('is whoever was noted first, in each server for itself, after a restart as well', async () => {
      const { store, next } = await openStore();
      await expect(store.of('g', ['bytes', 'sound'])).resolves.toBeUndefined();

      await store.note('g', ['bytes', 'sound'], 'ada');
      await store.note('g', ['bytes', 'sound'], 'bob');
      await store.note('h', ['bytes', 'sound'], 'bob');

      const later = await next();
      for (const hashes of [['bytes'], ['sound'], ['other', 'sound']]) {
        await expect(later.of('g', hashes)).resolves.toBe('ada');
        await expect(later.of('h', hashes)).resolves.toBe('bob');
      }
      await expect(later.of('g', ['other'])).resolves.toBeUndefined();
    });

    it('is the same for other bytes of the same sound, which are known by their own from then on', async () => {
      const { store } = await openStore();
      await store.note('g', ['bytes', 'sound'], 'ada');
      await store.note('g', ['with a byte more', 'sound'], 'bob');

      await expect(store.of('g', ['with a byte more'])).resolves.toBe('ada');
    });

    it('is nobody once a moderator has decided so, whoever posts it then', async () => {
      const { store } = await openStore();
      await store.note('g', ['bytes', 'sound'], 'ada');
      await store.release('g', ['bytes', 'sound']);
      await store.note('g', ['with a byte more', 'sound'], 'ada');

      for (const hash of ['bytes', 'sound', 'with a byte more'])
        await expect(store.of('g', [hash])).resolves.toBeNull();
    });

    it('is forgotten a year after the song was used last', async () => {
      const { clock, store } = await openStore();
      await store.note('g', ['used', 'used sound'], 'ada');
      await store.note('g', ['unused'], 'ada');
      await clock.advance(200 * DAY_MS);
      await store.note('g', ['used', 'used sound'], 'bob');
      await clock.advance(200 * DAY_MS);

      await expect(store.of('g', ['used'])).resolves.toBe('ada');
      await expect(store.of('g', ['unused'])).resolves.toBeUndefined();
    });

    it('is told to the member, and forgotten as far as it was before the member asked', async () => {
      const { clock, store } = await openStore();
      const at = clock.now();
      await store.note('g', ['bytes'], 'ada');
      await store.note('g', ['of bob'], 'bob');
      await clock.advance(1_000);
      await store.note('g', ['later'], 'ada');

      await expect(store.ofMember('ada')).resolves.toEqual([
        { guildId: 'g', hash: 'bytes', at },
        { guildId: 'g', hash: 'later', at: at + 1_000 },
      ]);
      await store.forget('ada', at + 1_000);
      await expect(store.ofMember('ada')).resolves.toMatchObject([{ hash: 'later' }]);
      await expect(store.of('g', ['bytes'])).resolves.toBeUndefined();
      await expect(store.of('g', ['of bob'])).resolves.toBe('bob');
    });
  });
}
