import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { MediaProbe } from '../../src/audio/port.ts';
import { createMediaProbe } from '../../src/audio/probe.ts';
import { UserError } from '../../src/errors.ts';
import { createLogger } from '../../src/logger.ts';
import {
  createManyAtoms,
  createManyId3Frames,
  createManyWaveChunks,
  createPaddedId3,
} from '../fixtures/audio/hostile.ts';
import { sharedCodeFolder } from '../support/shared-code.ts';

const CORPUS = new URL('../fixtures/audio/corpus/', import.meta.url);
const never = new AbortController().signal;

const fixture = async (name: string) => {
  const bytes = await readFile(new URL(name, CORPUS));
  return name.endsWith('.gz') ? gunzipSync(bytes) : bytes;
};
const repeated = (hex: string) => async () => Buffer.alloc(45_000_000, Buffer.from(hex, 'hex'));

let folder: string;
let mediaProbe: MediaProbe;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'coverband-'));
  mediaProbe = createMediaProbe({
    log: createLogger({ level: 'silent' }),
    folder: join(folder, 'sounds'),
    cacheFolder: sharedCodeFolder('probe'),
  });
});
afterAll(async () => {
  await mediaProbe.close();
  await rm(folder, { recursive: true });
});

/** The most that a child of this process has had in memory at once, in megabytes, while something is done. */
async function peakOfChildren(work: () => Promise<void>): Promise<number> {
  let peak = 0;
  const timer = setInterval(async () => {
    const children = await readFile(`/proc/self/task/${process.pid}/children`, 'latin1').catch(() => '');
    for (const pid of children.trim().split(' ')) {
      const status = await readFile(`/proc/${pid}/status`, 'latin1').catch(() => '');
      peak = Math.max(peak, Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) / 1_000);
    }
  }, 10);
  await work().finally(() => clearInterval(timer));
  return peak;
}

it.each<[string, () => Promise<Uint8Array>]>([
  ['a table of 12 million sizes', () => fixture('hostile-b03-stsz-12M-table.m4a.gz')],
  ['660 bytes that list four billion samples', () => fixture('hostile-b07-trun-4billion.m4a')],
  ['seven million empty frames', () => fixture('hostile-f06-adts-7byte.aac.gz')],
  ['45 MB of padding for a tag', async () => createPaddedId3({ megabytes: 45 })],
  ['45 MB of tiny tags', async () => createManyId3Frames({ megabytes: 45 })],
  ['45 MB of atoms', async () => createManyAtoms({ megabytes: 45 })],
  ['45 MB of chunks', async () => createManyWaveChunks({ megabytes: 45 })],
  ['45 MB of empty pages', repeated('4f676753000000000000000000000000000000000000000000000000')],
  ['45 MB of headers of frames', repeated('fffb')],
  ['45 MB of empty tags', repeated('49443304000000000000')],
])('a hostile file is refused, and takes little: %s', async (_, create) => {
  const path = join(folder, 'hostile');
  await writeFile(path, await create());
  const peak = await peakOfChildren(async () => {
    await expect(mediaProbe.takeOut(path, 'a server', never)).rejects.toBeInstanceOf(UserError);
  });
  // Of the processor, no worker gets more than four seconds; how long that is in real time, the machine decides.
  expect(peak).toBeLessThan(420);
  expect(await readdir(join(folder, 'sounds'))).toEqual([]);
});
