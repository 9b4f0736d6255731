import { existsSync, write } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openResultFolder } from '../../src/audio/result-folder.ts';

const writeTo = promisify(write);

let base: string;
let folder: string;

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'coverband-'));
  folder = join(base, 'results');
});
afterEach(() => rm(base, { recursive: true }));

async function fill(descriptor: number): Promise<boolean> {
  await writeTo(descriptor, 'a song');
  return true;
}

describe('the folder of results', () => {
  it('keeps what is whole', async () => {
    const path = await openResultFolder(folder).make('mp3', fill);
    expect(await readFile(path ?? '', 'utf8')).toBe('a song');
    expect(path).toMatch(/\.mp3$/);
  });

  it('keeps nothing of what failed', async () => {
    const results = openResultFolder(folder);
    const half = async (descriptor: number) => !(await fill(descriptor));
    expect(await results.make('mp3', half)).toBeUndefined();
    const broken = async (descriptor: number) => {
      await fill(descriptor);
      throw new Error('a reason');
    };
    await expect(results.make('png', broken)).rejects.toThrow('a reason');
    expect(await readdir(folder)).toEqual([]);
  });

  it('is emptied of what a crash left behind, and of nothing else', async () => {
    await openResultFolder(folder).make('mp3', fill);
    await openResultFolder(folder).make('png', fill);
    await writeFile(join(folder, 'holiday.mp3'), 'not ours');
    openResultFolder(folder);
    expect(await readdir(folder)).toEqual(['holiday.mp3']);
  });

  it('is made anew when it was tidied away', async () => {
    const results = openResultFolder(folder);
    await rm(folder, { recursive: true });
    expect(existsSync((await results.make('mp3', fill)) ?? '')).toBe(true);
  });

  it('says so, without naming the place, when it cannot be written to or is lost while something is made', async () => {
    const results = openResultFolder(folder);
    const losing = async (descriptor: number) => {
      await rm(folder, { recursive: true });
      return fill(descriptor);
    };
    await expect(results.make('mp3', losing)).rejects.toThrow(/^a result could not be written: ENOENT$/);
    await writeFile(folder, 'a file in its place');
    await expect(results.make('mp3', fill)).rejects.toThrow(/^a result could not be written: EEXIST$/);
    await rm(folder);
    await mkdir(folder);
  });
});
