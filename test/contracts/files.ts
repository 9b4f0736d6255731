import { describe, expect, it } from 'vitest';
import type { Blobs } from '../../src/store/files/blobs.ts';
import type { Files } from '../../src/store/port.ts';
import { bytesOf } from '../support/bytes-of.ts';
import type { ManualClock } from '../support/manual-clock.ts';
import { hashOf } from './blobs.ts';

/** Processes that share one place and one database, both of which begin empty. */
export interface FilesHarness {
  /** One more process; what it does with bytes can be held up. */
  open(sharer: string, change?: (blobs: Blobs) => Blobs): Files;
  /** What lies in the place, by its key, past all rows. */
  keys(): Promise<string[]>;
  clock: ManualClock;
}

const HOUR_MS = 3_600_000;
const never = new Promise<never>(() => undefined);

/** What several processes may do to each other's files, in every place. */
export function describeSharedFiles(
  name: string,
  useFiles: (options?: { maximumTotalBytes?: number }) => Promise<FilesHarness>,
): void {
  const signal = new AbortController().signal;
  async function* pieces(content: string) {
    yield Buffer.from(content);
  }
  const put = (files: Files, content: string) =>
    files.put({ kind: 'bytes', bytes: pieces(content), maximumBytes: 1_000, signal });
  const hash = hashOf('lalala');
  const contentIn = async (files: Files) => (await bytesOf(files, { hash })).toString();

  describe(name, () => {
    it('are there for every process, counted once', async () => {
      const { open, keys } = await useFiles({ maximumTotalBytes: 7 });
      const [one, other] = [open('one'), open('other')];

      await expect(put(one, 'lalala')).resolves.toEqual({ hash, sizeBytes: 6 });

      await expect(put(other, 'lalala')).resolves.toEqual({ hash, sizeBytes: 6 });
      await expect(contentIn(other)).resolves.toBe('lalala');
      await expect(other.list()).resolves.toMatchObject([{ hash, sizeBytes: 6 }]);
      await expect(other.withLocalCopy(hash, async (path) => path !== undefined)).resolves.toBe(true);
      await expect(keys()).resolves.toHaveLength(1);
      await expect(put(other, 'xx')).rejects.toMatchObject({ text: { key: 'files.full' } });
    });

    it('count as used from when somebody says that they are, where they are there', async () => {
      const { open, clock } = await useFiles();
      const [one, other] = [open('one'), open('other')];
      await put(one, 'lalala');
      await clock.advance(48 * HOUR_MS);

      await other.use([hash, hashOf('hahaha')]);

      await expect(one.list()).resolves.toMatchObject([{ hash, usedAt: clock.now() }]);
    });

    it('are one file where two processes put the same at the same time', async () => {
      const { open, keys } = await useFiles({ maximumTotalBytes: 6 });
      const [one, other] = [open('one'), open('other')];

      await Promise.all([put(one, 'lalala'), put(other, 'lalala'), put(one, 'lalala')]);

      await expect(one.list()).resolves.toHaveLength(1);
      await expect(contentIn(one)).resolves.toBe('lalala');
      await expect(keys()).resolves.toHaveLength(1);
    });

    it('get the last room for one of two processes', async () => {
      const { open } = await useFiles({ maximumTotalBytes: 10 });

      const kept = await Promise.allSettled([put(open('one'), 'lalala'), put(open('other'), 'hahaha')]);

      expect(kept.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    });

    it('stay where another process has just put them, until it has had the time to say whose they are', async () => {
      const { open, clock } = await useFiles();
      const [one, other] = [open('one'), open('other')];
      await put(one, 'lalala');

      await other.remove(hash);
      await expect(one.has(hash)).resolves.toBe(true);
      await clock.advance(5 * HOUR_MS);
      await one.has(hash);
      await clock.advance(2 * HOUR_MS);
      await other.remove(hash);
      await expect(one.has(hash)).resolves.toBe(true);

      await clock.advance(7 * HOUR_MS);
      await other.remove(hash);
      await expect(one.has(hash)).resolves.toBe(false);
    });

    it('stay for the process that put them first, where another has put and dropped the same', async () => {
      const { open } = await useFiles();
      const [one, other] = [open('one'), open('other')];
      await put(one, 'lalala');
      await put(other, 'lalala');

      await other.remove(hash);

      await expect(one.has(hash)).resolves.toBe(true);
    });

    it('go at once where only the process that removes them has had them', async () => {
      const { open, keys } = await useFiles();
      const one = open('one');
      await put(one, 'lalala');

      await one.remove(hash);

      await expect(one.has(hash)).resolves.toBe(false);
      await expect(keys()).resolves.toEqual([]);
    });

    it('are there after a put, whatever another process was about to remove', async () => {
      const { open, clock } = await useFiles();
      const [one, other] = [open('one'), open('other')];
      await put(one, 'lalala');
      for (let round = 0; round < 20; round += 1) {
        await clock.advance(7 * HOUR_MS);
        const turns = [() => other.remove(hash), () => put(one, 'lalala'), () => open(`later${round}`).tidy()];
        const order = turns.map((_, index) => turns[(index + round) % turns.length]);

        await Promise.all(order.map((act) => act?.()));

        await expect(contentIn(one), `round ${round}`).resolves.toBe('lalala');
        await expect(contentIn(other), `round ${round}`).resolves.toBe('lalala');
      }
    });

    it('go once where two processes remove them', async () => {
      const { open, clock, keys } = await useFiles({ maximumTotalBytes: 6 });
      const [one, other] = [open('one'), open('other')];
      await put(one, 'lalala');
      await clock.advance(7 * HOUR_MS);

      await Promise.all([one.remove(hash), other.remove(hash)]);

      await expect(keys()).resolves.toEqual([]);
      await expect(put(other, 'hahaha')).resolves.toMatchObject({ sizeBytes: 6 });
    });

    it('are whole where they are put again while their removal is held up, however late it goes on', async () => {
      const { open, clock } = await useFiles();
      const gate = Promise.withResolvers<void>();
      const one = open('one');
      const heldUp = open('other', (blobs) => ({
        ...blobs,
        async remove(blob) {
          await gate.promise;
          await blobs.remove(blob);
        },
      }));
      await put(one, 'lalala');
      await clock.advance(7 * HOUR_MS);
      const removed = heldUp.remove(hash);
      await expect.poll(() => one.has(hash)).toBe(false);

      await put(one, 'lalala');
      gate.resolve();
      await removed;

      await expect(contentIn(one)).resolves.toBe('lalala');
      // Also by who has no copy of it.
      await expect(contentIn(open('third'))).resolves.toBe('lalala');
    });

    it('are gone, with their bytes, where the process that removed them was killed on the way', async () => {
      const { open, clock, keys } = await useFiles({ maximumTotalBytes: 6 });
      const one = open('one');
      await put(one, 'lalala');
      await clock.advance(7 * HOUR_MS);
      void open('killed', (blobs) => ({ ...blobs, remove: () => never })).remove(hash);
      await expect.poll(() => one.has(hash)).toBe(false);
      await expect(keys()).resolves.toHaveLength(1);

      await one.tidy();

      await expect(keys()).resolves.toEqual([]);
      await expect(put(one, 'hahaha')).resolves.toBeDefined();
    });

    it('can be put by others where the process that was putting them was killed on the way', async () => {
      const { open } = await useFiles({ maximumTotalBytes: 7 });
      const reserved = Promise.withResolvers<void>();
      const killed = open('killed', (blobs) => ({
        ...blobs,
        put() {
          reserved.resolve();
          return never;
        },
      }));
      void put(killed, 'lalala');
      await reserved.promise;
      const other = open('other');
      await expect(put(other, 'xx')).rejects.toMatchObject({ text: { key: 'files.full' } });

      await put(other, 'lalala');

      await expect(contentIn(other)).resolves.toBe('lalala');
    });

    it('take no room a day after the process that was putting them was killed', async () => {
      const { open, clock, keys } = await useFiles({ maximumTotalBytes: 6 });
      const killed = open('killed', (blobs) => ({
        ...blobs,
        async put(blob, path) {
          await blobs.put(blob, path);
          await never;
        },
      }));
      void put(killed, 'lalala');
      await expect.poll(keys).toHaveLength(1);
      const other = open('other');
      await other.tidy();
      await expect(put(other, 'hahaha')).rejects.toMatchObject({ text: { key: 'files.full' } });

      await clock.advance(25 * HOUR_MS);
      await other.tidy();

      await expect(put(other, 'hahaha')).resolves.toBeDefined();
      await expect(keys()).resolves.toHaveLength(1);
    });

    it('have a new name for a day after they were deleted, so that nothing late is about them', async () => {
      const { open, clock, keys } = await useFiles();
      const one = open('one');
      await put(one, 'lalala');
      const [first] = await keys();
      await one.remove(hash);
      await put(one, 'lalala');
      await expect(keys()).resolves.toEqual([`${first}.1`]);

      await one.remove(hash);
      await clock.advance(25 * HOUR_MS);
      await one.tidy();
      await put(one, 'lalala');

      await expect(keys()).resolves.toEqual([first]);
    });

    it('are not removed where somebody holds them', async () => {
      const { open } = await useFiles();
      const one = open('one');
      await put(one, 'lalala');

      await one.remove(hash, async () => true);

      await expect(one.has(hash)).resolves.toBe(true);
    });
  });
}
