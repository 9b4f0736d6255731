import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MARKER, type ProveFolderOptions, proveFolder } from '../../../src/store/files/prove-folder.ts';
import { ownFolder } from '../../support/open-blobs.ts';
import { useDatabase } from '../use-database.ts';

async function open() {
  const database = (await useDatabase()).open();
  const prove = (folder: string, changes: Partial<ProveFolderOptions> = {}) =>
    proveFolder({ folder: join(folder, 'files'), database, isShared: true, newId: randomUUID, ...changes });
  const markerIn = (folder: string) => readFileSync(join(folder, 'files', MARKER), 'utf8');
  return { prove, markerIn, folder: ownFolder(), another: ownFolder() };
}

async function refusalOf(attempt: Promise<void>): Promise<Error> {
  try {
    await attempt;
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('it was not refused');
}

describe('a folder of files that processes share', () => {
  it('is proven by who comes first, and found by all who come later', async () => {
    const { prove, folder } = await open();

    await prove(folder);

    await expect(prove(folder)).resolves.toBeUndefined();
    expect(readdirSync(join(folder, 'files'))).toEqual([MARKER]);
  });

  it('is proven once by several who start at the same time', async () => {
    const { prove, folder } = await open();

    await Promise.all([prove(folder), prove(folder), prove(folder)]);

    await expect(prove(folder)).resolves.toBeUndefined();
    expect(readdirSync(join(folder, 'files'))).toEqual([MARKER]);
  });

  it('is no other one, such as the empty place where its disk is not mounted', async () => {
    const { prove, folder, another } = await open();
    await prove(folder);

    const refused = prove(another);

    await expect(refused).rejects.toMatchObject({ name: 'StartError' });
    await expect(refused).rejects.toThrow(
      /is not the one that the other processes keep files in: mount the shared folder/,
    );
    await expect(prove(folder)).resolves.toBeUndefined();
  });

  it('is proven to one of two who start at the same time with different ones', async () => {
    const { prove, folder, another } = await open();

    const proven = await Promise.allSettled([prove(folder), prove(another)]);

    expect(proven.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('is not one of another database', async () => {
    const { prove, folder } = await open();
    const { prove: proveOther, another } = await open();
    await prove(folder);
    await proveOther(another);

    await expect(proveOther(folder)).rejects.toThrow('belongs to another database');
    await expect(prove(folder)).resolves.toBeUndefined();
  });

  it('can be begun anew by who writes what the refusal says', async () => {
    const { prove, folder, another } = await open();
    await prove(folder);
    const { message } = await refusalOf(prove(another));
    const [, value = ''] = /write (\S+) into/.exec(message) ?? [];
    rmSync(folder, { recursive: true });

    mkdirSync(join(another, 'files'));
    writeFileSync(join(another, 'files', MARKER), `${value}\n`);

    await expect(prove(another)).resolves.toBeUndefined();
  });
});

describe('a folder of files that one process has alone', () => {
  it('may be another one at each start, as after a backup was put back', async () => {
    const { prove, folder, another, markerIn } = await open();
    await prove(folder, { isShared: false });

    await prove(another, { isShared: false });

    expect(markerIn(another)).toBe(markerIn(folder));
    await expect(prove(another)).resolves.toBeUndefined();
  });
});
