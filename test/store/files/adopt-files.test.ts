import { mkdirSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { keyOf } from '../../../src/store/files/blobs.ts';
import { createFiles } from '../../../src/store/files.ts';
import { hashOf, nameFor } from '../../contracts/blobs.ts';
import { bytesOf } from '../../support/bytes-of.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import { ownFolder } from '../../support/open-blobs.ts';
import { useDatabase } from '../use-database.ts';

const HOUR_MS = 3_600_000;

async function open() {
  const folder = join(ownFolder(), 'files');
  const database = (await useDatabase()).open();
  const clock = createManualClock();
  const pathOf = (content: string, generation = 0) => join(folder, keyOf(nameFor(content, generation)));
  return {
    clock,
    pathOf,
    start: (changes: { sharer?: string; maximumTotalBytes?: number } = {}) =>
      createFiles({
        folder,
        database,
        clock,
        download: () => Promise.reject(new Error('all that this needs is here')),
        ...changes,
      }),
    /** As another release, or a backup, has left it. */
    leave(content: string, { ageMs = 0, generation = 0 } = {}) {
      const path = pathOf(content, generation);
      mkdirSync(join(path, '..'), { recursive: true });
      writeFileSync(path, content);
      const usedAt = (clock.now() - ageMs) / 1_000;
      utimesSync(path, usedAt, usedAt);
    },
    keys: () =>
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => entry.name),
    async put(files: ReturnType<typeof createFiles>, content: string) {
      const path = join(folder, 'unfinished', 'made');
      writeFileSync(path, content);
      return files.put({ kind: 'path', path });
    },
  };
}

describe('files that are there without rows', () => {
  it('are taken up with their sizes, and their last use by the release before', async () => {
    const { start, leave, clock } = await open();
    leave('lalala', { ageMs: 5 * HOUR_MS });
    leave('haha', { ageMs: 2 * HOUR_MS });

    const files = start();

    expect(await files.list()).toEqual([
      { hash: hashOf('lalala'), sizeBytes: 6, usedAt: clock.now() - 5 * HOUR_MS },
      { hash: hashOf('haha'), sizeBytes: 4, usedAt: clock.now() - 2 * HOUR_MS },
    ]);
    expect((await bytesOf(files, { hash: hashOf('lalala') })).toString()).toBe('lalala');
  });

  it('are counted', async () => {
    const { start, leave, put } = await open();
    leave('lalala');

    await expect(put(start({ maximumTotalBytes: 10 }), 'hahaha')).rejects.toMatchObject({
      text: { key: 'files.full' },
    });
  });

  it('are taken up in hundreds', async () => {
    const { start, leave } = await open();
    for (let count = 0; count < 1_100; count += 1) leave(`song ${count}`);

    await expect(start().list()).resolves.toHaveLength(1_100);
    await expect(start().list()).resolves.toHaveLength(1_100);
  });

  it('are taken up once by processes that start at the same time', async () => {
    const { start, leave } = await open();
    leave('lalala');

    const lists = await Promise.all([start({ sharer: 'one' }).list(), start({ sharer: 'other' }).list()]);

    expect(lists.map((list) => list.length)).toEqual([1, 1]);
  });
});

describe('rows and files that do not agree', () => {
  it('keep the last use that is on record, and not that of the disk', async () => {
    const { start, put, clock } = await open();
    await put(start(), 'lalala');
    await clock.advance(50 * HOUR_MS);
    const usedAt = clock.now();
    await start().has(hashOf('lalala'));

    expect(await start().list()).toMatchObject([{ usedAt }]);
  });

  it('let go of rows whose files somebody has deleted, so that there is room again', async () => {
    const { start, put, clock, pathOf } = await open();
    const files = start();
    await put(files, 'lalala');
    await put(files, 'haha');
    rmSync(pathOf('lalala'));
    await clock.advance(2 * HOUR_MS);

    expect(await start().list()).toMatchObject([{ hash: hashOf('haha') }]);
    await expect(put(start({ maximumTotalBytes: 10 }), 'nanana')).resolves.toBeDefined();
  });

  it('believe in no loss where nothing at all is there, as with a disk that is not mounted', async () => {
    const { start, put, clock, pathOf } = await open();
    await put(start(), 'lalala');
    rmSync(pathOf('lalala'));
    await clock.advance(2 * HOUR_MS);

    await expect(start().list()).resolves.toHaveLength(1);
    await expect(start().has(hashOf('lalala'))).resolves.toBe(false);
  });

  it('have files back that were thought to be lost, as if they had never been away', async () => {
    const { start, put, clock, pathOf, leave } = await open();
    const files = start();
    await put(files, 'lalala');
    await put(files, 'haha');
    const usedAt = clock.now();
    rmSync(pathOf('lalala'));
    await clock.advance(2 * HOUR_MS);
    await start().list();

    leave('lalala', { ageMs: 90 * HOUR_MS });

    expect((await start().list()).find(({ hash }) => hash === hashOf('lalala'))).toMatchObject({ usedAt });
  });

  it('delete what is left of a generation that is over', async () => {
    const { start, put, leave, keys } = await open();
    const files = start();
    await put(files, 'lalala');
    await files.remove(hashOf('lalala'));
    await put(files, 'lalala');
    leave('lalala');

    await start().list();

    expect(keys()).toEqual([`${hashOf('lalala')}.1`]);
    expect((await bytesOf(start(), { hash: hashOf('lalala') })).toString()).toBe('lalala');
  });

  it('take up a later generation from before an older backup was put back', async () => {
    const { start, leave } = await open();
    leave('lalala', { generation: 3 });

    const files = start();

    expect((await bytesOf(files, { hash: hashOf('lalala') })).toString()).toBe('lalala');
    await files.remove(hashOf('lalala'));
    await expect(files.has(hashOf('lalala'))).resolves.toBe(false);
  });
});

describe('what is unfinished', () => {
  it('is left to a process that shares the folder until it is a day old', async () => {
    const { start, clock, pathOf } = await open();
    const unfinished = join(pathOf(''), '..', '..', 'unfinished');
    const age = (name: string, ageMs: number) => {
      mkdirSync(join(unfinished, name), { recursive: true });
      const path = join(unfinished, name, 'half');
      writeFileSync(path, 'la');
      for (const it of [path, join(unfinished, name)])
        utimesSync(it, (clock.now() - ageMs) / 1_000, (clock.now() - ageMs) / 1_000);
    };
    age('living', HOUR_MS);
    age('dead', 25 * HOUR_MS);

    await start({ sharer: 'one' }).tidy();

    expect(readdirSync(unfinished).sort()).toEqual(['living', 'one']);
  });
});
