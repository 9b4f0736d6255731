import { readdirSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { BlobName, Blobs } from '../../../src/store/files/blobs.ts';
import { hashOf, nameFor } from '../../contracts/blobs.ts';
import { ownFolder, useBucket } from '../../support/open-blobs.ts';

const SONG = nameFor('lalala');

async function made(content: string | Buffer): Promise<string> {
  const path = join(ownFolder(), 'made');
  await writeFile(path, content);
  return path;
}

async function contentOf(blobs: Blobs, name: BlobName): Promise<Buffer | undefined> {
  const file = await blobs.acquire(name);
  if (!file) return undefined;
  const content = await readFile(file.path);
  file.release();
  return content;
}

describe('a bucket of files', () => {
  it('has files under its prefix, by the names that they have in a folder', async () => {
    const { server, open } = await useBucket();
    const blobs = await open();

    await blobs.put(SONG, await made('lalala'));

    const { hash } = SONG;
    expect([...server.objects.keys()]).toEqual([`covers/${hash.slice(0, 2)}/${hash}`]);
    expect(server.refusals).toEqual([]);
  });

  it('is asked for the same file once, however many want it and however often', async () => {
    const { server, open } = await useBucket();
    await (await open()).put(SONG, await made('lalala'));
    const other = await open();
    const before = server.requests.length;

    await Promise.all([contentOf(other, SONG), contentOf(other, SONG)]);
    await contentOf(other, SONG);
    await other.has(SONG);

    expect(server.requests.slice(before).map((request) => request.split(' ')[0])).toEqual(['GET']);
  });

  it('is not asked for what this process has just put', async () => {
    const { server, open } = await useBucket();
    const blobs = await open();
    const path = await made('lalala');
    await blobs.put(SONG, path);
    await blobs.settle(SONG, path);

    expect((await contentOf(blobs, SONG))?.toString()).toBe('lalala');

    expect(server.requests.filter((request) => request.startsWith('GET'))).toEqual([]);
  });

  it('has copies on this machine for as long as there is room, the longest unused first to go, and none that is in use', async () => {
    const { server, open } = await useBucket({ cacheBytes: 12 });
    const writer = await open();
    for (const content of ['lalala', 'hahaha', 'nanana']) await writer.put(nameFor(content), await made(content));
    const blobs = await open();
    const inUse = await blobs.acquire(nameFor('lalala'));
    await contentOf(blobs, nameFor('hahaha'));
    await contentOf(blobs, nameFor('nanana'));
    if (!inUse) throw new Error('it was put');
    expect((await readFile(inUse.path)).toString()).toBe('lalala');
    inUse.release();
    const before = server.requests.length;

    for (const content of ['lalala', 'nanana', 'hahaha']) await contentOf(blobs, nameFor(content));

    expect(server.requests.slice(before)).toHaveLength(1);
  });

  it.each([
    'slowDown',
    'reset',
    'lost',
    { status: 500, code: 'InternalError' },
  ] as const)('takes a file although an attempt fails: %j', async (kind) => {
    const { server, open } = await useBucket();
    server.fail({ method: 'PUT', kind }, { method: 'HEAD', kind });
    const blobs = await open();

    await blobs.put(SONG, await made('lalala'));

    expect((await contentOf(blobs, SONG))?.toString()).toBe('lalala');
  });

  it.each([
    'slowDown',
    'reset',
    'cut',
  ] as const)('gives a file out whole although an attempt fails: %s', async (kind) => {
    const { server, open } = await useBucket();
    const large = Buffer.alloc(300_000, 'a song ');
    await (await open()).put(nameFor(large), await made(large));
    server.fail({ method: 'GET', kind }, { method: 'GET', kind });

    const content = await contentOf(await open(), nameFor(large));

    expect(hashOf(content ?? '')).toBe(nameFor(large).hash);
  });

  it('never gives out what is not what its name says', async () => {
    const { server, open } = await useBucket();
    await (await open()).put(SONG, await made('lalala'));
    for (const object of server.objects.values()) object.bytes = Buffer.from('hahaha');

    await expect(contentOf(await open(), SONG)).rejects.toMatchObject({ name: 'FilesAwayError' });
  });

  it('says that the files are away where it does not answer, without any key, and has lost nothing afterwards', async () => {
    const { server, open } = await useBucket();
    const blobs = await open();
    await blobs.put(SONG, await made('lalala'));
    server.setAway(true);
    const away = { name: 'FilesAwayError' };

    await expect(blobs.acquire(SONG)).rejects.toMatchObject(away);
    await expect(blobs.has(SONG)).rejects.toMatchObject(away);
    await expect(blobs.remove(SONG)).rejects.toMatchObject(away);
    await expect(blobs.put(nameFor('x'), await made('x'))).rejects.toMatchObject(away);
    const failure = await blobs.acquire(SONG).catch((error: unknown) => error);
    expect(failure).not.toHaveProperty('cause');
    await expect(blobs.list()[Symbol.asyncIterator]().next()).rejects.toMatchObject(away);
    server.setAway(false);

    expect((await contentOf(blobs, SONG))?.toString()).toBe('lalala');
  });

  it('is waited for longer with what cannot be had again', async () => {
    const { server, open } = await useBucket();
    const blobs = await open();
    const kind = { status: 403, code: 'AccessDenied' };
    server.fail(...Array.from({ length: 10 }, () => ({ method: 'HEAD', kind })));

    await blobs.put(SONG, await made('lalala'), { isOnlyCopy: true });

    expect((await contentOf(blobs, SONG))?.toString()).toBe('lalala');
  });

  it('is asked for nothing more once nobody waits for it', async () => {
    const { server, open } = await useBucket();
    const stopped = new AbortController();
    const blobs = await open();
    server.fail(...Array.from({ length: 1_000 }, () => ({ method: 'HEAD', kind: 'slowDown' as const })));
    const put = blobs.put(SONG, await made('lalala'), { signal: stopped.signal, isOnlyCopy: true });
    const refused = expect(put).rejects.toMatchObject({ name: 'FilesAwayError' });
    await expect.poll(() => server.requests.length).toBeGreaterThan(1);

    stopped.abort();

    await refused;
  });

  it('is asked once with keys that it refuses', async () => {
    const { server, open } = await useBucket();
    const blobs = await open({ secretAccessKey: 'another secret' });

    const failure = await blobs.put(SONG, await made('lalala')).catch((error: unknown) => error);

    expect(failure).toMatchObject({ name: 'FilesAwayError' });
    expect(String(failure)).not.toContain('another secret');
    expect(server.requests).toHaveLength(1);
    expect(server.refusals).toEqual(['SignatureDoesNotMatch']);
  });

  it('gives out a file by a link for an hour, under its name, and no other file by it', async () => {
    const { server, open } = await useBucket();
    await (await open()).put(SONG, await made('lalala'));
    const blobs = await open({ endpoint: server.endpoint.replace('http:', 'https:') });

    const link = await blobs.link(SONG, 'lost – "remix"\r\n.mp3');

    // What is signed is the host, and not how it is spoken to.
    const url = new URL(link?.url.replace('https:', 'http:') ?? '');
    expect(url.searchParams.get('response-content-disposition')).toBe('attachment; filename="lost-remix-.mp3"');
    expect(url.href.length).toBeLessThan(600);
    expect(await (await fetch(url)).text()).toBe('lalala');
    const other = new URL(url.href.replace(SONG.hash, nameFor('hahaha').hash));
    expect((await fetch(other)).status).toBe(403);
    server.setAhead(3_599_000 - 60_000);
    expect((await fetch(url)).status).toBe(200);
    server.setAhead(3_601_000);
    expect((await fetch(url)).status).toBe(403);
  });

  it('gives no links to where no member is', async () => {
    const { open } = await useBucket();
    const blobs = await open();

    await expect(blobs.link(SONG, 'song.mp3')).resolves.toBeUndefined();
  });

  it('leaves nothing of a large file whose parts it does not take', async () => {
    const { server, open } = await useBucket();
    const blobs = await open();
    const large = Buffer.alloc(11_000_000, 'a song ');
    const refused = { method: 'POST', matches: (url: URL) => !url.searchParams.has('uploads') } as const;
    server.fail({ ...refused, kind: { status: 400, code: 'InvalidPart' } });

    await expect(blobs.put(nameFor(large), await made(large))).rejects.toMatchObject({ name: 'FilesAwayError' });

    expect(server.objects.size).toBe(0);
    expect(server.uploads.size).toBe(0);
  });

  it('leaves no half of a copy on this machine', async () => {
    const { server, open } = await useBucket();
    await (await open()).put(SONG, await made('lalala'));
    const folder = ownFolder();
    const blobs = await open({ folder });
    server.setAway(true);

    await expect(blobs.acquire(SONG)).rejects.toThrow();
    await expect(blobs.acquire(nameFor('x'))).rejects.toThrow();

    expect(readdirSync(join(folder, 'copies'))).toEqual([]);
  });
});
