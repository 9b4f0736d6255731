import { randomUUID } from 'node:crypto';
import { lstatSync, mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

/** Compiled code that workers leave for the next ones. What is put there will run, so no stranger's doing may get to it. */
export interface CodeCache {
  /** A way to it for one worker; undefined where none can be made. */
  openDoor(): Door | undefined;
}

export interface Door {
  /** To be used as the folder of Node's compile cache. */
  path: string;
  /** After this the path leads nowhere, whoever knows it. */
  close(): void;
}

/** A worker has loaded long before: what is older was left open by a crash. Younger ones may be another process's. */
const OLD_DOOR_MS = 10 * 60_000;

/**
 * Node keeps its compile cache only where a process may write, keeps on writing to it until the process ends, whatever rights
 * that has dropped by then, and believes a checksum (CRC-32) that can be forged. So the folder itself is never given to a
 * worker: each gets a link of its own, which is taken away once it has loaded and before it has seen a byte of a stranger's.
 * Undefined where there is no folder, or none can be made: then everything is compiled each time.
 */
export function openCodeCache(folder: string | undefined): CodeCache | undefined {
  if (folder === undefined) return undefined;
  const code = join(folder, 'code');
  const doors = join(folder, 'doors');
  try {
    for (const path of [code, doors]) mkdirSync(path, { recursive: true, mode: 0o700 });
    for (const name of readdirSync(doors)) closeOld(join(doors, name));
  } catch {
    return undefined;
  }

  return {
    openDoor() {
      const path = join(doors, randomUUID());
      try {
        symlinkSync(code, path, 'junction');
      } catch {
        return undefined;
      }
      return { path, close: () => rmSync(path, { force: true }) };
    },
  };
}

function closeOld(door: string): void {
  const made = lstatSync(door, { throwIfNoEntry: false })?.mtimeMs;
  if (made !== undefined && made < Date.now() - OLD_DOOR_MS) rmSync(door, { recursive: true, force: true });
}
