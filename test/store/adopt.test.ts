import { createHash } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FilesOptions } from '../../src/store/files.ts';
import { createManualClock, type ManualClock } from '../support/manual-clock.ts';
import { openFiles } from '../support/open-files.ts';

const within = { maximumBytes: 1_000, signal: new AbortController().signal };

let folder: string;
let outside: string;
let clock: ManualClock;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'files-'));
  outside = await mkdtemp(join(tmpdir(), 'made-'));
  clock = createManualClock();
});

afterEach(async () => {
  for (const path of [folder, outside]) await rm(path, { recursive: true });
});

function createStore(changes: Partial<FilesOptions> = {}) {
  const download = () => Promise.reject(new Error('nothing is downloaded here'));
  return openFiles({ folder, download, clock, ...changes });
}

/** Where a store keeps it. */
function pathOf({ hash }: { hash: string }): string {
  return join(folder, hash.slice(0, 2), hash);
}

function hashOf(content: string): string {
  return createHash('sha256').update(content).digest('hex');
}

async function namesOnDisk(): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
}

async function* pieces(...texts: string[]) {
  for (const text of texts) yield Buffer.from(text);
}

describe('taking over a file', () => {
  const make = async (content: string, inFolder = outside) => {
    const path = join(inFolder, `made-${content}`);
    await writeFile(path, content);
    return path;
  };

  it('moves a file under the hash of its bytes, as of now', async () => {
    const files = createStore();
    const made = await make('lalala');

    const kept = await files.put({ kind: 'path', path: made });

    expect(kept).toEqual(await files.put({ kind: 'bytes', bytes: pieces('lalala'), ...within }));
    expect(await readFile(pathOf(kept), 'utf8')).toBe('lalala');
    expect(existsSync(made)).toBe(false);
    expect(await files.list()).toEqual([{ hash: kept.hash, sizeBytes: 6, usedAt: clock.now() }]);
    expect(await namesOnDisk()).toEqual([kept.hash]);
  });

  it('takes the same bytes for the same file, counted once', async () => {
    const files = createStore({ maximumTotalBytes: 12 });
    const kept = await files.put({ kind: 'bytes', bytes: pieces('lalala'), ...within });
    await clock.advance(60_000);
    const made = await make('lalala');

    await expect(files.put({ kind: 'path', path: made })).resolves.toEqual(kept);

    expect(existsSync(made)).toBe(false);
    expect(await files.list()).toMatchObject([{ usedAt: clock.now() }]);
    await expect(files.put({ kind: 'path', path: await make('hahaha') })).resolves.toMatchObject({ sizeBytes: 6 });
  });

  it('keeps large and empty files, too', async () => {
    const files = createStore();
    const large = 'x'.repeat(300_000);
    const path = join(outside, 'large');
    await writeFile(path, large);

    await expect(files.put({ kind: 'path', path: path })).resolves.toMatchObject({
      hash: hashOf(large),
      sizeBytes: 300_000,
    });
    await expect(files.put({ kind: 'path', path: await make('') })).resolves.toMatchObject({
      hash: hashOf(''),
      sizeBytes: 0,
    });
  });

  it('leaves the file where it is when it does not fit', async () => {
    const files = createStore({ maximumTotalBytes: 10 });
    await files.put({ kind: 'path', path: await make('lalala') });
    const made = await make('fivee');
    const full = { name: 'UserError', text: { key: 'files.full' } };

    await expect(files.put({ kind: 'path', path: made })).rejects.toMatchObject(full);
    expect(await readFile(made, 'utf8')).toBe('fivee');
    await files.put({ kind: 'path', path: await make('four') });
    await expect(files.put({ kind: 'path', path: made })).rejects.toMatchObject(full);
    expect(existsSync(made)).toBe(true);
    expect(await files.list()).toHaveLength(2);
  });

  it('gives its last room to one of two that come at the same time', async () => {
    const files = createStore({ maximumTotalBytes: 10 });
    const made = await Promise.all([make('lalala'), make('fivee')]);

    const adopted = await Promise.allSettled(made.map((path) => files.put({ kind: 'path', path: path })));

    expect(adopted.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(made.filter((path) => existsSync(path))).toHaveLength(1);
  });

  it('fails for what is not there, and leaves nothing behind', async () => {
    const files = createStore();

    await expect(files.put({ kind: 'path', path: join(outside, 'nothing') })).rejects.toMatchObject({ code: 'ENOENT' });
    expect(await namesOnDisk()).toEqual([]);
  });

  it('does not delete a file of its own', async () => {
    const files = createStore();
    const kept = await files.put({ kind: 'path', path: await make('lalala') });

    await expect(files.put({ kind: 'path', path: pathOf(kept) })).resolves.toEqual(kept);
    expect(await readFile(pathOf(kept), 'utf8')).toBe('lalala');
  });

  it.skipIf(!isOtherDisk('/dev/shm'))('copies what comes from another disk', async () => {
    const files = createStore();
    const elsewhere = await mkdtemp('/dev/shm/made-');
    try {
      const made = await make('lalala', elsewhere);

      const kept = await files.put({ kind: 'path', path: made });

      expect(await readFile(pathOf(kept), 'utf8')).toBe('lalala');
      expect(existsSync(made)).toBe(false);
      expect(await files.list()).toMatchObject([{ hash: hashOf('lalala'), usedAt: clock.now() }]);
      expect(await namesOnDisk()).toEqual([hashOf('lalala')]);
    } finally {
      await rm(elsewhere, { recursive: true });
    }
  });
});

function isOtherDisk(path: string): boolean {
  return existsSync(path) && statSync(path).dev !== statSync(tmpdir()).dev;
}
