import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { nameOfCopyBefore, removeOldCopies } from '../../src/database/old-copies.ts';

it('databases from before a backup was put back go once that is long ago, and nothing else does', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'coverband-copies-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, 'coverband.db');
  const [old, recent] = [Date.UTC(2026, 9, 1, 4, 5, 6, 7), Date.UTC(2026, 10, 20)];
  const copies = [old, recent].map((at) => nameOfCopyBefore(file, at));
  const others = [
    file,
    `${file}-wal`,
    `${file}.before-the-move`,
    join(folder, 'other.db.before-2020-01-01T00-00-00-000Z'),
  ];
  for (const path of [...copies, `${copies[0]}-wal`, ...others]) await writeFile(path, '');

  await expect(removeOldCopies(file, Date.UTC(2026, 10, 1))).resolves.toBe(2);

  const left = (await readdir(folder)).map((name) => join(folder, name));
  expect(left.sort()).toEqual([copies[1], ...others].sort());
  await expect(removeOldCopies(file, Date.UTC(2026, 10, 1))).resolves.toBe(0);
});
