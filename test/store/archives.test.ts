import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { packParts } from '../../src/domain/delivery/pack-parts.ts';
import { createArchives } from '../../src/store/archives.ts';
import type { ArchiveEntry } from '../../src/store/port.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { watchMemory } from '../support/memory-watch.ts';
import { openFiles } from '../support/open-files.ts';
import { readZip } from '../support/read-zip.ts';

const signal = new AbortController().signal;
const AT = Date.UTC(2026, 10, 20, 12, 30);

async function open() {
  const root = mkdtempSync(join(tmpdir(), 'coverband-test-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const folder = join(root, 'exports');
  const files = openFiles({
    folder: join(root, 'files'),
    download: () => Promise.reject(new Error('all that this needs is here')),
    clock: createManualClock(),
  });
  const keep = async (data: Buffer) => {
    const path = join(root, 'made');
    writeFileSync(path, data);
    return files.put({ kind: 'path', path });
  };
  const entryOf = async (name: string, data: Buffer): Promise<ArchiveEntry> => {
    const { hash, sizeBytes } = await keep(data);
    return { name, at: AT, content: { hash, sizeBytes } };
  };
  return { folder, files, entryOf, archives: createArchives({ folder, files }), left: () => readdirSync(folder) };
}

describe('a zip that is packed', () => {
  it('holds texts and files under their names and times, sound as it is', async () => {
    const { archives, entryOf, left } = await open();
    const sound = Buffer.alloc(300_000, 7);
    const lyrics = 'la la la\n'.repeat(1_000);

    const archive = await archives.pack(
      [await entryOf('a cover/sound.mp3', sound), { name: 'a cover/lyrics.txt', at: AT, content: { text: lyrics } }],
      signal,
    );
    const data = await readFile(archive.path);
    const zipped = await readZip(data);

    expect(zipped.map(({ name, isStored, changedAt }) => [name, isStored, changedAt.getTime()])).toEqual([
      ['a cover/sound.mp3', true, AT],
      ['a cover/lyrics.txt', false, AT],
    ]);
    expect(zipped[0]?.data.equals(sound)).toBe(true);
    expect(String(zipped[1]?.data)).toBe(lyrics);
    expect(archive.sizeBytes).toBe(data.length);
    expect(data.length).toBeLessThan(sound.length + 1_000);
    expect((await stat(archive.path)).mode & 0o077).toBe(0);

    await archive.discard();
    await archive.discard();
    expect(left()).toEqual([]);
  });

  it('has no more bytes than was reckoned with', async () => {
    const { archives, entryOf } = await open();
    const names = Array.from({ length: 40 }, (_, index) => `${'long-folder-name'.repeat(4)}/${index}.mp3`);
    const entries: ArchiveEntry[] = [];
    for (const [index, name] of names.entries()) entries.push(await entryOf(name, Buffer.alloc(10 + index)));
    const sized = entries.map((entry) => ({
      ...entry,
      sizeBytes: 'hash' in entry.content ? entry.content.sizeBytes : 0,
    }));
    const maximumBytes = 16_000;
    const { parts } = packParts(
      sized.map((entry) => ({ entries: [entry], lineBytes: 0 })),
      maximumBytes,
    );
    expect(parts.length).toBeGreaterThan(1);
    for (const part of parts) {
      const packed = part.flatMap(({ entries: some }) => some);
      const archive = await archives.pack(
        entries.filter(({ name }) => packed.some((one) => one.name === name)),
        signal,
      );
      expect(archive.sizeBytes).toBeLessThanOrEqual(maximumBytes);
    }
  });

  it('leaves out a file that is gone', async () => {
    const { archives, entryOf, files } = await open();
    const [gone, there] = [
      await entryOf('gone.mp3', Buffer.from('gone')),
      await entryOf('there.mp3', Buffer.from('x')),
    ];
    if ('hash' in gone.content) await files.remove(gone.content.hash);

    const archive = await archives.pack([gone, there], signal);

    expect((await readZip(await readFile(archive.path))).map(({ name }) => name)).toEqual(['there.mp3']);
  });

  it('is no zip where a file goes while it is packed, and leaves nothing', async () => {
    const { folder, files, entryOf, left } = await open();
    const entry = await entryOf('sound.mp3', Buffer.alloc(1_000));
    const goingAway = {
      async open(hash: string) {
        const opened = await files.open(hash);
        await files.remove(hash);
        return opened;
      },
    };
    const archives = createArchives({ folder, files: goingAway });

    await expect(archives.pack([entry], signal)).rejects.toMatchObject({ text: { key: 'files.notKept' } });
    expect(left()).toEqual([]);
  });

  it('ends with its signal, and leaves nothing', async () => {
    const { archives, entryOf, left } = await open();
    const controller = new AbortController();
    const entry = await entryOf('sound.mp3', Buffer.alloc(5_000_000));
    const packing = archives.pack([entry], controller.signal);
    controller.abort(new Error('the bot stops'));

    await expect(packing).rejects.toThrow('the bot stops');
    expect(left()).toEqual([]);
  });

  it('is gone with the next start, where a crash has left it', async () => {
    const { folder, files, left } = await open();
    writeFileSync(join(folder, '1.zip'), 'half of it');

    createArchives({ folder, files });

    expect(left()).toEqual([]);
  });

  it('takes little of the memory', async () => {
    const { archives, entryOf } = await open();
    const entries: ArchiveEntry[] = [];
    for (let n = 0; n < 4; n += 1) entries.push(await entryOf(`${n}.mp3`, Buffer.alloc(10_000_000, n)));
    const memory = watchMemory();
    await memory.sample();
    let isPacking = true;
    const watching = (async () => {
      while (isPacking) {
        await memory.sample();
        for (let turn = 0; turn < 300 && isPacking; turn += 1) await setImmediate();
      }
    })();
    await archives.pack(entries, signal);
    isPacking = false;
    await watching;

    expect(memory.largestRise()).toBeLessThan(8_000_000);
  });
});
