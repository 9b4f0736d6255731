import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createGuardedFetch, type GuardedFetch } from '../../src/http-guard.ts';
import type { FilesOptions } from '../../src/store/files.ts';
import { bytesOf } from '../support/bytes-of.ts';
import { createManualClock, type ManualClock } from '../support/manual-clock.ts';
import { openFiles } from '../support/open-files.ts';

const log = pino({ level: 'silent' });
const signal = new AbortController().signal;
const limits = { maximumBytes: 1_000, totalMs: 5_000, idleMs: 5_000, signal };

let origin: string;
let guard: GuardedFetch;
let folder: string;
let clock: ManualClock;

/** Serves the path as the body, and a failure under `/broken`. */
const server = createServer((request, response) => {
  if (request.url === '/broken') response.writeHead(500).end();
  else response.end(request.url?.slice(1));
});

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  guard = createGuardedFetch({ trustedOrigins: [origin], log });
});

afterAll(async () => {
  await guard.close();
  server.close();
});

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'files-'));
  clock = createManualClock();
});

afterEach(() => rm(folder, { recursive: true }));

function createStore(changes: Partial<FilesOptions> = {}) {
  return openFiles({ folder, download: guard.download, clock, ...changes });
}

function hashOf(content: string): string {
  return createHash('sha256').update(content).digest('hex');
}

async function namesOnDisk(): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile() || entry.isSymbolicLink()).map((entry) => entry.name);
}

describe('createFiles', () => {
  it('keeps a download under the hash of its bytes', async () => {
    const files = createStore();

    const kept = await files.put({ kind: 'url', url: `${origin}/lalala`, limits });

    const hash = hashOf('lalala');
    expect(kept).toEqual({ hash, sizeBytes: 6 });
    expect(await readFile(join(folder, hash.slice(0, 2), hash), 'utf8')).toBe('lalala');
    expect(await files.has(hash)).toBe(true);
    expect(await namesOnDisk()).toEqual([hash]);
  });

  it('takes note of a use though its folder cannot be read: no end of a cover waits for that', async () => {
    const { hash } = await createStore().put({ kind: 'url', url: `${origin}/lalala`, limits });
    const files = createStore();
    await rm(folder, { recursive: true });
    await writeFile(folder, 'no folder');

    await expect(files.use([hash])).resolves.toBeUndefined();
    await expect(files.list()).rejects.toThrow();
  });

  it('keeps the same bytes once, also when they come twice at the same time', async () => {
    const files = createStore({ maximumTotalBytes: 6 });

    const [first, second] = await Promise.all([
      files.put({ kind: 'url', url: `${origin}/lalala`, limits }),
      files.put({ kind: 'url', url: `${origin}/lalala`, limits }),
    ]);

    expect(second).toEqual(first);
    expect(await namesOnDisk()).toEqual([first.hash]);
  });

  it('leaves nothing behind when a download fails', async () => {
    const files = createStore();

    await expect(files.put({ kind: 'url', url: `${origin}/broken`, limits })).rejects.toMatchObject({
      name: 'FetchError',
      code: 'failed',
    });
    expect(await namesOnDisk()).toEqual([]);
  });

  it('removes what a killed process left unfinished, and nothing else', async () => {
    const { hash } = await createStore().put({ kind: 'url', url: `${origin}/lalala`, limits });
    await writeFile(join(folder, 'unfinished', 'half-a-song'), 'la');

    const files = createStore();

    expect(await namesOnDisk()).toEqual([hash]);
    expect(await files.has(hash)).toBe(true);
  });

  it('lists what it keeps, the longest unused first', async () => {
    const files = createStore();
    const first = await files.put({ kind: 'url', url: `${origin}/first`, limits });
    await clock.advance(60_000);
    const second = await files.put({ kind: 'url', url: `${origin}/second`, limits });
    await clock.advance(60_000);
    await files.has(first.hash);

    expect(await files.list()).toEqual([
      { hash: second.hash, sizeBytes: 6, usedAt: clock.now() - 60_000 },
      { hash: first.hash, sizeBytes: 5, usedAt: clock.now() },
    ]);
  });

  it('counts a second download of the same bytes as a use', async () => {
    const files = createStore();
    await files.put({ kind: 'url', url: `${origin}/lalala`, limits });
    await clock.advance(60_000);
    await files.put({ kind: 'url', url: `${origin}/lalala`, limits });

    expect(await files.list()).toMatchObject([{ usedAt: clock.now() }]);
  });

  it('ignores what is not its own', async () => {
    const files = createStore();
    await mkdir(join(folder, 'ab'));
    await writeFile(join(folder, 'ab', 'notes.txt'), 'not ours');
    await writeFile(join(folder, 'README'), 'not ours');

    expect(await files.list()).toEqual([]);
  });

  it('removes a file, and has it no more', async () => {
    const files = createStore();
    const { hash } = await files.put({ kind: 'url', url: `${origin}/lalala`, limits });

    await files.remove(hash);
    await files.remove(hash);

    expect(await namesOnDisk()).toEqual([]);
    expect(await files.has(hash)).toBe(false);
    expect(await files.list()).toEqual([]);
  });

  it.each([
    '',
    '..',
    '../../etc/passwd',
    'AB'.repeat(32),
    `${'a'.repeat(64)}/..`,
  ])('takes nothing but a hash for a name: %j', async (hash) => {
    const files = createStore();
    await files.remove(hash);

    expect(await files.has(hash)).toBe(false);
    expect(existsSync(folder)).toBe(true);
  });

  it('is full when a file does not fit any more, and has room again after a removal', async () => {
    const files = createStore({ maximumTotalBytes: 10 });
    const { hash } = await files.put({ kind: 'url', url: `${origin}/lalala`, limits });
    const full = { name: 'UserError', text: { key: 'files.full' } };

    await expect(files.put({ kind: 'url', url: `${origin}/fivee`, limits })).rejects.toMatchObject(full);
    expect(await namesOnDisk()).toEqual([hash]);
    await files.put({ kind: 'url', url: `${origin}/four`, limits });
    await expect(files.put({ kind: 'url', url: `${origin}/x`, limits })).rejects.toMatchObject(full);
    await files.remove(hash);
    await expect(files.put({ kind: 'url', url: `${origin}/fivee`, limits })).resolves.toMatchObject({
      sizeBytes: 5,
    });
  });

  it('does not even download when it is full', async () => {
    let downloads = 0;
    const files = createStore({
      maximumTotalBytes: 6,
      download(url, toFile, within) {
        downloads += 1;
        return guard.download(url, toFile, within);
      },
    });
    await files.put({ kind: 'url', url: `${origin}/lalala`, limits });

    await expect(files.put({ kind: 'url', url: `${origin}/x`, limits })).rejects.toMatchObject({
      name: 'UserError',
    });
    expect(downloads).toBe(1);
  });

  it('gives its last room to one of two that come at the same time', async () => {
    const files = createStore({ maximumTotalBytes: 10 });

    const kept = await Promise.allSettled([
      files.put({ kind: 'url', url: `${origin}/lalala`, limits }),
      files.put({ kind: 'url', url: `${origin}/fivee`, limits }),
    ]);

    expect(kept.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await files.list()).toHaveLength(1);
  });

  it('counts what was there before it started', async () => {
    await createStore().put({ kind: 'url', url: `${origin}/lalala`, limits });

    const files = createStore({ maximumTotalBytes: 10 });

    await expect(files.put({ kind: 'url', url: `${origin}/fivee`, limits })).rejects.toMatchObject({
      name: 'UserError',
    });
  });

  it.skipIf(!existsSync('/dev/full'))('says that it is full when the disk is', async () => {
    const files = createStore({
      async download(url, toFile, within) {
        await symlink('/dev/full', toFile);
        return guard.download(url, toFile, within);
      },
    });

    await expect(files.put({ kind: 'url', url: `${origin}/lalala`, limits })).rejects.toMatchObject({
      name: 'UserError',
      text: { key: 'files.full' },
      cause: { code: 'ENOSPC' },
    });
    expect(await namesOnDisk()).toEqual([]);
  });

  describe('bytes as they come', () => {
    const within = { maximumBytes: 1_000, signal };

    it('keeps what comes in pieces under the hash of the whole', async () => {
      const files = createStore();

      const kept = await files.put({ kind: 'bytes', bytes: pieces('la', 'la', 'la'), ...within });

      expect(kept).toEqual(await files.put({ kind: 'url', url: `${origin}/lalala`, limits }));
      expect((await bytesOf(files, kept)).toString()).toBe('lalala');
      expect(await namesOnDisk()).toEqual([kept.hash]);
    });

    it('takes exactly the allowed size, and stops at the first piece beyond it', async () => {
      const files = createStore();
      let taken = 0;
      async function* endless() {
        for (;;) {
          taken += 1;
          yield Buffer.from('la');
        }
      }

      await expect(
        files.put({ kind: 'bytes', bytes: pieces('lala'), ...within, maximumBytes: 4 }),
      ).resolves.toBeDefined();
      await expect(files.put({ kind: 'bytes', bytes: endless(), ...within, maximumBytes: 100 })).rejects.toMatchObject({
        name: 'FetchError',
        code: 'tooLarge',
      });
      expect(taken).toBeLessThan(100);
      expect(await namesOnDisk()).toEqual([hashOf('lala')]);
    });

    it('leaves nothing behind of what breaks off, and says why', async () => {
      const files = createStore();
      async function* broken() {
        yield Buffer.from('la');
        throw new Error('the connection broke');
      }

      await expect(files.put({ kind: 'bytes', bytes: broken(), ...within })).rejects.toThrow('the connection broke');
      expect(await namesOnDisk()).toEqual([]);
    });

    it('gives up on what does not come with the reason of the caller who aborts', async () => {
      const files = createStore();
      const controller = new AbortController();
      async function* stuck() {
        yield Buffer.from('la');
        controller.abort(new Error('shutting down'));
        await new Promise(() => undefined);
      }

      const kept = files.put({ kind: 'bytes', bytes: stuck(), ...within, signal: controller.signal });

      await expect(kept).rejects.toThrow('shutting down');
      await vi.waitFor(async () => expect(await namesOnDisk()).toEqual([]));
    });

    it('is full when it has no room left, or the disk has none', async () => {
      const files = createStore({ maximumTotalBytes: 5 });
      const full = { name: 'UserError', text: { key: 'files.full' } };
      async function* disk() {
        yield Buffer.from('la');
        throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
      }

      await expect(files.put({ kind: 'bytes', bytes: pieces('lalala'), ...within })).rejects.toMatchObject(full);
      await expect(files.put({ kind: 'bytes', bytes: disk(), ...within })).rejects.toMatchObject(full);
      expect(await namesOnDisk()).toEqual([]);
    });
  });
});

async function* pieces(...texts: string[]) {
  for (const text of texts) yield Buffer.from(text);
}
