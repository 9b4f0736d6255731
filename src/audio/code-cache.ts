import { randomUUID } from 'node:crypto';
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

/** Compiled code that workers leave for the next ones. What is put there will run, so no stranger's doing may get to it. */
export interface CodeCache {
  /** A way to it for one worker. */
  openDoor(): Door;
}

export interface Door {
  /** To be used as the folder of Node's compile cache. */
  path: string;
  /** After this the path leads nowhere, whoever knows it. */
  close(): void;
}

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
    // What a crash has left open.
    rmSync(doors, { recursive: true, force: true });
    for (const path of [code, doors]) mkdirSync(path, { recursive: true, mode: 0o700 });
  } catch {
    return undefined;
  }

  return {
    openDoor() {
      const path = join(doors, randomUUID());
      symlinkSync(code, path, 'junction');
      return { path, close: () => rmSync(path, { force: true }) };
    },
  };
}
