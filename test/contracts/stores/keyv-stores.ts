import { describe, expect, it } from 'vitest';
import { createBlockedSongs } from '../../../src/store/blocked-songs.ts';
import { createLatestTimes } from '../../../src/store/duration-samples.ts';
import { createKeyvStore } from '../../../src/store/keyv-store.ts';
import { createLastStyles } from '../../../src/store/last-styles.ts';
import { createReports } from '../../../src/store/reports.ts';
import { createThreads } from '../../../src/store/threads.ts';
import { createPosters } from '../../../src/store/upload-consent.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import type { UseDatabase } from './use-database.ts';

/** On whatever it is stored in. */
export function describeSmallStores(useDatabase: UseDatabase): void {
  const clock = createManualClock();
  const numbers = (count: number) => Array.from({ length: count }, (_, n) => n + 1);

  describe('last styles', () => {
    it('are a member’s latest ten, newest first, each once, also in the next process', async () => {
      const { open } = await useDatabase();
      const styles = createLastStyles({ database: await open(), clock });
      for (const n of numbers(12)) await styles.add('ada', `style ${n}`);
      await styles.add('ada', 'style 5');
      await styles.add('bob', 'jazz');

      const later = createLastStyles({ database: await open(), clock });

      const wanted = [5, 12, 11, 10, 9, 8, 7, 6, 4, 3].map((n) => `style ${n}`);
      await expect(later.of('ada')).resolves.toEqual(wanted);
      await expect(later.of('bob')).resolves.toEqual(['jazz']);
      await expect(later.of('cy')).resolves.toEqual([]);
    });

    it('lose none of those that are added at once, and are forgotten when asked', async () => {
      const { open } = await useDatabase();
      const styles = createLastStyles({ database: await open(), clock });

      await Promise.all(['a', 'b', 'c'].map((style) => styles.add('ada', style)));
      expect((await styles.of('ada')).toSorted()).toEqual(['a', 'b', 'c']);

      await styles.add('bob', 'jazz');
      await styles.forget('ada', clock.now() + 1);
      await expect(styles.of('ada')).resolves.toEqual([]);
      await expect(styles.of('bob')).resolves.toEqual(['jazz']);
    });

    it('stay when they were used after what is to be forgotten', async () => {
      const { open } = await useDatabase();
      const database = await open();
      await createKeyvStore({ database, namespace: 'last-styles' }).set('ada', ['of the first release', 'again']);
      const styles = createLastStyles({ database, clock });
      await styles.add('ada', 'old');
      await clock.advance(1);
      await styles.add('ada', 'again');

      await expect(styles.of('ada')).resolves.toEqual(['again', 'old', 'of the first release']);
      await styles.forget('ada', clock.now());
      await expect(styles.of('ada')).resolves.toEqual(['again']);
    });

    it('are forgotten by when they were asked for, however late they came', async () => {
      const { open } = await useDatabase();
      const styles = createLastStyles({ database: await open(), clock });
      const askedAt = clock.now();
      await clock.advance(5_000);
      await styles.add('ada', 'late', askedAt);

      await styles.forget('ada', askedAt + 1);

      await expect(styles.of('ada')).resolves.toEqual([]);
    });
  });

  describe('posters', () => {
    it('forbid until they allow again, also in the next process', async () => {
      const { open } = await useDatabase();
      await createPosters({ database: await open() }).set('ada', true);

      const posters = createPosters({ database: await open() });
      await expect(posters.optedOut('ada')).resolves.toBe(true);
      await expect(posters.optedOut('bob')).resolves.toBe(false);

      await posters.set('ada', false);
      await posters.set('bob', false);
      await expect(posters.optedOut('ada')).resolves.toBe(false);
    });
  });

  describe('blocked songs', () => {
    it('stay blocked in their server until they are allowed again, also in the next process', async () => {
      const { open } = await useDatabase();
      await createBlockedSongs({ database: await open(), clock }).add('guild-1', 'song');

      const blocked = createBlockedSongs({ database: await open(), clock });

      await expect(blocked.has('guild-1', 'song')).resolves.toBe(true);
      await expect(blocked.has('guild-2', 'song')).resolves.toBe(false);
      await expect(blocked.has('guild-1', 'another')).resolves.toBe(false);

      await blocked.add('guild-2', 'song');
      await blocked.remove('guild-1', 'song');
      await expect(blocked.has('guild-1', 'song')).resolves.toBe(false);
      await expect(blocked.has('guild-2', 'song')).resolves.toBe(true);
    });
  });

  describe('threads', () => {
    it('are found by channel and song, also by the next process', async () => {
      const { open } = await useDatabase();
      const before = createThreads({ database: await open(), clock });
      await before.claim('channel-1', 'song', 'old');
      await before.claim('channel-1', 'song', 'new');

      const threads = createThreads({ database: await open(), clock });

      await expect(threads.get('channel-1', 'song')).resolves.toBe('new');
      await expect(threads.get('channel-2', 'song')).resolves.toBeUndefined();
      await expect(threads.get('channel-1', 'another')).resolves.toBeUndefined();
    });

    it('belong to the first song that claims them', async () => {
      const { open } = await useDatabase();
      const threads = createThreads({ database: await open(), clock });

      const claims = [];
      for (const song of ['song', 'another', 'song']) claims.push(await threads.claim('channel', song, 'thread'));

      expect(claims).toEqual([true, false, true]);
      await expect(threads.get('channel', 'another')).resolves.toBeUndefined();
    });
  });

  describe('latest times', () => {
    it('are the latest twenty of each model, also in the next process', async () => {
      const { open } = await useDatabase();
      const model = { provider: 'runware', model: 'minimax:music@cover' };
      const before = createLatestTimes({ database: await open() });
      for (const n of numbers(25)) await before.add(model, n);

      const latest = createLatestTimes({ database: await open() });

      await expect(latest.of(model)).resolves.toEqual(numbers(25).slice(5));
      await expect(latest.of({ ...model, provider: 'aimlapi' })).resolves.toEqual([]);
    });
  });

  describe('reports', () => {
    it('are one for each member and cover, however often and quickly they come', async () => {
      const { open } = await useDatabase();
      const reports = createReports({ database: await open(), clock });

      const coverIds = ['cover-1', 'cover-1', 'cover-2', 'cover-1'];
      await Promise.all(coverIds.map((coverId) => reports.add(coverId, 'ada')));
      await reports.add('cover-1', 'bob');

      const later = createReports({ database: await open(), clock });
      await later.add('cover-2', 'ada');
      expect((await later.of('ada')).toSorted()).toEqual(['cover-1', 'cover-2']);

      await later.forget('ada', clock.now() + 1);
      await expect(later.of('ada')).resolves.toEqual([]);
      await expect(later.of('bob')).resolves.toEqual(['cover-1']);
    });

    it('stay when they were sent after what is to be forgotten', async () => {
      const { open } = await useDatabase();
      const database = await open();
      await createKeyvStore({ database, namespace: 'reports' }).set('ada', ['of the first release']);
      const reports = createReports({ database, clock });
      await reports.add('old', 'ada');
      await clock.advance(1);
      await reports.add('later', 'ada');

      await expect(reports.of('ada')).resolves.toEqual(['of the first release', 'old', 'later']);
      await reports.forget('ada', clock.now());
      await expect(reports.of('ada')).resolves.toEqual(['later']);
    });
  });

  it('what another release wrote in another shape is as good as nothing', async () => {
    const { open } = await useDatabase();
    const database = await open();
    for (const namespace of ['last-styles', 'threads', 'latest-times', 'reports']) {
      const store = createKeyvStore({ database, namespace });
      for (const key of ['ada', 'channel:song', 'p m']) await store.set(key, { odd: [1] });
    }

    await expect(createLastStyles({ database, clock }).of('ada')).resolves.toEqual([]);
    await expect(createReports({ database, clock }).of('ada')).resolves.toEqual([]);
    await expect(createThreads({ database, clock }).get('channel', 'song')).resolves.toBeUndefined();
    await expect(createLatestTimes({ database }).of({ provider: 'p', model: 'm' })).resolves.toEqual([]);
    await createReports({ database, clock }).add('cover-1', 'ada');
    await expect(createReports({ database, clock }).of('ada')).resolves.toEqual(['cover-1']);
  });
}
