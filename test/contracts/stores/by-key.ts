import { describe, expect, it } from 'vitest';
import type { Database } from '../../../src/database.ts';
import { createKeyvStore } from '../../../src/store/keyv-store.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import type { UseDatabase } from './use-database.ts';

const numbers = (count: number) => Array.from({ length: count }, (_, n) => n);

/** On whatever they are stored in. */
export function describeValuesByKey(useDatabase: UseDatabase): void {
  describe('values by key', () => {
    it('keeps its keys apart from those of other stores', async () => {
      const database = await (await useDatabase()).open();
      const one = createKeyvStore({ database, namespace: 'one' });
      const other = createKeyvStore({ database, namespace: 'other' });
      await Promise.all([one.set('key', { n: 1 }), other.set('key', ['two'])]);
      await expect(one.get('key')).resolves.toEqual({ n: 1 });

      await one.delete('key');

      await expect(one.get('key')).resolves.toBeUndefined();
      await expect(other.get('key')).resolves.toEqual(['two']);
    });

    it('that are kept are never older than what any opener has stored, however many read meanwhile', async () => {
      const { open, openBeside } = await useDatabase();
      const kept = createKeyvStore({ database: await open(), namespace: 'kept', isKept: true });
      const other = createKeyvStore({ database: await openBeside(), namespace: 'kept' });
      await expect(kept.get('key')).resolves.toBeUndefined();

      for (const change of [
        () => other.set('key', 1),
        () => kept.set('key', 2),
        () => other.update('key', (now) => Number(now) + 1),
        () => kept.delete('key'),
      ]) {
        const reads = numbers(5).map(() => kept.get('key'));
        await change();
        await Promise.all([...reads, kept.get('key')]);
        await expect(kept.get('key')).resolves.toEqual(await other.get('key'));
      }
    });

    it('that are kept are read as they are after a change that failed', async () => {
      const database = await (await useDatabase()).open();
      const kept = createKeyvStore({ database, namespace: 'kept', isKept: true });
      await kept.set('key', 1);

      const failing = kept.update(
        'key',
        () => 2,
        () => Promise.reject(new Error('not done')),
      );
      await expect(failing).rejects.toThrow('not done');

      await expect(kept.get('key')).resolves.toEqual(await createKeyvStore({ database, namespace: 'kept' }).get('key'));
    });

    it('lists its own entries', async () => {
      const database = await (await useDatabase()).open();
      const one = createKeyvStore({ database, namespace: 'one' });
      await createKeyvStore({ database, namespace: 'other' }).set('b', 0);
      for (const key of ['c', 'a']) await one.set(key, { key });

      const listed: unknown[] = [];
      for await (const entry of one.entries(createManualClock())) listed.push(entry);

      expect(listed).toEqual([
        ['a', { key: 'a' }],
        ['c', { key: 'c' }],
      ]);
    });
  });

  describe('a value by key', () => {
    const openKeyv = async () => {
      const { open, openBeside } = await useDatabase();
      const database = await open();
      const create = (of: Database) => createKeyvStore({ database: of, namespace: 'numbers' });
      return { one: create(database), other: create(await openBeside()) };
    };
    const add = (now: unknown) => Number(now ?? 0) + 1;

    it('keeps each of many changes that two openers make at the same time', async () => {
      const { one, other } = await openKeyv();
      await Promise.all(numbers(40).map((n) => (n % 2 ? one : other).update(`key ${n % 3}`, add)));

      const values = await Promise.all(numbers(3).map((n) => one.get(`key ${n}`)));
      expect(values).toEqual([14, 13, 13]);
    });

    it('has nothing of it undone that was stored without a look', async () => {
      const { one, other } = await openKeyv();
      await one.set('key', 1);

      await Promise.all([one.update('key', add), other.set('key', 10), one.update('key', add)]);
      // Nobody says in which order they come.
      expect([10, 11, 12]).toContain(await one.get('key'));
      await Promise.all([one.update('key', add), other.delete('key'), one.update('key', add)]);
      expect([undefined, 1, 2]).toContain(await one.get('key'));
    });

    it('tells what was there and what is there now, stays without an answer, and goes with null', async () => {
      const { one } = await openKeyv();
      await expect(one.update('key', () => ['new'])).resolves.toEqual({ before: undefined, after: ['new'] });
      await expect(one.update('key', () => undefined)).resolves.toEqual({ before: ['new'], after: ['new'] });
      await expect(one.update('key', () => null)).resolves.toEqual({ before: ['new'], after: undefined });
      await expect(one.get('key')).resolves.toBeUndefined();
    });

    it('stays as it is where a change throws, and holds up nobody', async () => {
      const { one, other } = await openKeyv();
      const failing = one.update('key', () => {
        throw new Error('no');
      });
      const next = other.update('key', add);

      await expect(failing).rejects.toThrow('no');
      await expect(next).resolves.toEqual({ before: undefined, after: 1 });
    });
  });
}
