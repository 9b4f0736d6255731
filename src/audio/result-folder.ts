import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { mkdir, open, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { diskError } from '../lib/full-disk.ts';

/** Where workers' results are written until the caller takes them away. */
export interface ResultFolder {
  /**
   * Has an empty file filled through its descriptor and returns its path; when `fill` says false or throws, nothing is left of
   * it. Throws where the disk does not let it.
   */
  make(ending: 'mp3' | 'png' | 'sound', fill: (descriptor: number) => Promise<boolean>): Promise<string | undefined>;
}

const RESULT_NAME = /^[0-9a-f-]{36}\.(mp3|png|sound)$/;

/** Makes the folder and removes what an earlier run left in it, but no file of any other name. */
export function openResultFolder(folder: string): ResultFolder {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const name of readdirSync(folder)) {
    if (RESULT_NAME.test(name)) rmSync(join(folder, name), { force: true });
  }

  return {
    async make(ending, fill) {
      const path = join(folder, `${crypto.randomUUID()}.${ending}`);
      // It may have been tidied away by somebody.
      await written(mkdir(folder, { recursive: true, mode: 0o700 }));
      const file = await written(open(path, 'wx', 0o600));
      let isWhole = false;
      try {
        isWhole = await fill(file.fd);
      } finally {
        await file.close();
        if (!isWhole) await rm(path, { force: true });
      }
      if (!isWhole) return undefined;
      await written(stat(path));
      return path;
    },
  };
}

function written<Result>(work: Promise<Result>): Promise<Result> {
  return work.catch((error: NodeJS.ErrnoException) => {
    throw diskError('a result could not be written', error.code);
  });
}
