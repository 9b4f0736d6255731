import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Blob, BlobName, Blobs } from '../../src/store/files/blobs.ts';

/** Two openers at once of one place that begins empty, and a folder for files of this machine. */
export interface BlobsHarness {
  one: Blobs;
  other: Blobs;
  folder: string;
}

export function hashOf(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

export function nameFor(content: string | Buffer, generation = 0): BlobName {
  return { hash: hashOf(content), generation };
}

/** What every place for bytes must do. */
export function describeBlobs(name: string, open: () => Promise<BlobsHarness>): void {
  const made = async (folder: string, content: string | Buffer) => {
    const path = join(folder, `made-${hashOf(content).slice(0, 8)}`);
    await writeFile(path, content);
    return path;
  };
  const read = async (blobs: Blobs, blob: BlobName) => {
    const file = await blobs.acquire(blob);
    if (!file) return undefined;
    try {
      return await readFile(file.path);
    } finally {
      file.release();
    }
  };
  const listed = async (blobs: Blobs) => {
    const all: Blob[] = [];
    for await (const blob of blobs.list()) all.push(blob);
    return all.sort((left, right) => (left.hash + left.generation < right.hash + right.generation ? -1 : 1));
  };

  describe(name, () => {
    it('keep the bytes of a file for whoever opens the place, and leave the file where it is', async () => {
      const { one, other, folder } = await open();
      const path = await made(folder, 'lalala');

      await one.put(nameFor('lalala'), path);

      expect((await read(other, nameFor('lalala')))?.toString()).toBe('lalala');
      await expect(other.has(nameFor('lalala'))).resolves.toBe(true);
      expect(existsSync(path)).toBe(true);
    });

    it('let go of the file once it is settled, and keep its bytes', async () => {
      const { one, folder } = await open();
      const path = await made(folder, 'lalala');
      await one.put(nameFor('lalala'), path);

      await one.settle(nameFor('lalala'), path);

      expect(existsSync(path)).toBe(false);
      expect((await read(one, nameFor('lalala')))?.toString()).toBe('lalala');
    });

    it('keep large files, and empty ones', async () => {
      const { one, other, folder } = await open();
      const large = Buffer.alloc(12_000_000, 'a song goes on and on ');

      await one.put(nameFor(large), await made(folder, large));
      await one.put(nameFor(''), await made(folder, ''));

      expect(hashOf((await read(other, nameFor(large))) ?? '')).toBe(hashOf(large));
      expect((await read(other, nameFor('')))?.length).toBe(0);
    });

    it('have nothing of what was never put', async () => {
      const { one } = await open();

      await expect(one.has(nameFor('lalala'))).resolves.toBe(false);
      await expect(one.acquire(nameFor('lalala'))).resolves.toBeUndefined();
      await expect(listed(one)).resolves.toEqual([]);
    });

    it('keep generations apart', async () => {
      const { one, other, folder } = await open();
      const path = await made(folder, 'lalala');
      await one.put(nameFor('lalala'), path);
      await one.put(nameFor('lalala', 1), path);

      await other.remove(nameFor('lalala'));

      await expect(one.has(nameFor('lalala', 1))).resolves.toBe(true);
      await expect(other.has(nameFor('lalala'))).resolves.toBe(false);
      expect(await listed(one)).toMatchObject([{ ...nameFor('lalala', 1), sizeBytes: 6 }]);
    });

    it('remove what is there, and what is not, as often as they are asked to', async () => {
      const { one, other, folder } = await open();
      await one.put(nameFor('lalala'), await made(folder, 'lalala'));

      await Promise.all([one.remove(nameFor('lalala')), other.remove(nameFor('lalala'))]);
      await one.remove(nameFor('lalala'));

      await expect(one.has(nameFor('lalala'))).resolves.toBe(false);
      await expect(listed(other)).resolves.toEqual([]);
    });

    it('take the same bytes from two at the same time', async () => {
      const { one, other, folder } = await open();
      const path = await made(folder, 'lalala');

      await Promise.all([one.put(nameFor('lalala'), path), other.put(nameFor('lalala'), path)]);

      expect((await read(one, nameFor('lalala')))?.toString()).toBe('lalala');
      expect(await listed(other)).toMatchObject([{ ...nameFor('lalala'), sizeBytes: 6 }]);
    });

    it('list all of them, with their sizes and about when they came', async () => {
      const { one, other, folder } = await open();
      const contents = Array.from({ length: 12 }, (_, index) => 'la'.repeat(index + 1));
      const before = Date.now();
      for (const content of contents) await one.put(nameFor(content), await made(folder, content));

      const all = await listed(other);

      expect(all.map(({ hash }) => hash)).toEqual(contents.map(hashOf).sort());
      expect(all.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)).toBe(contents.join('').length);
      for (const { modifiedAt } of all) expect(Math.abs(modifiedAt - before)).toBeLessThan(60_000);
    });
  });
}
