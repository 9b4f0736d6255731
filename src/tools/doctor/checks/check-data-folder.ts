import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { checkDataFolder } from '../../../data-folder.ts';
import { StartError } from '../../../errors.ts';
import { type Finding, fail, ok } from '../finding.ts';

/** Whose the folder is, and who else gets at it. Changes nothing. */
export function checkFolder(folder: string): Finding {
  const path = resolve(folder);
  if (!existsSync(path)) return ok('data folder', `${path} is not there yet; the first start makes it`);
  try {
    checkDataFolder(folder);
    return ok('data folder', path);
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    const [detail = '', whatToDo = ''] = error.message.split(/: (.*)/s);
    return fail('data folder', detail, whatToDo);
  }
}
