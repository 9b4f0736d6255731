import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../clock.ts';

/** Whoever is at something writes to its folder more often. */
const OLD_MS = 24 * 3_600_000;

/** Removes what processes that have ended left unfinished; whether one has, only its age tells. */
export async function removeOldFolders(
  folder: string,
  { except, clock }: { except: string; clock: Pick<Clock, 'now'> },
): Promise<void> {
  for (const entry of await readdir(folder)) {
    const path = join(folder, entry);
    if (entry !== except && (await newestIn(path)) < clock.now() - OLD_MS)
      await rm(path, { recursive: true, force: true });
  }
}

/** When something in it, or it itself, was changed last. Others may be removing it as well. */
async function newestIn(path: string): Promise<number> {
  const entries = await readdir(path, { recursive: true }).catch(() => []);
  const times = await Promise.all(
    [path, ...entries.map((entry) => join(path, entry))].map((it) =>
      stat(it).then(
        ({ mtimeMs }) => mtimeMs,
        () => 0,
      ),
    ),
  );
  return Math.max(...times);
}
