import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createFormats, type Formats } from '../../src/locales/format.ts';

/** The folders of languages in a folder such as `src/locales`, by their codes. */
export function languagesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
}

/**
 * What is wrong with a language beside English, which has all texts. `untranslated`: the keys that it may do without, for which
 * English is shown.
 */
export async function faultsOfLanguage(
  folder: string,
  code: string,
  untranslated: readonly string[] = [],
): Promise<string[]> {
  const english = await keysByFile(join(folder, 'en'), 'en');
  const own = await keysByFile(join(folder, code), code);
  const all = own.flatMap(({ keys }) => keys);
  return [
    ...english.filter(({ name }) => !own.some((file) => file.name === name)).map(({ name }) => `${name} is missing`),
    ...own.flatMap(({ name, keys }) => {
      const model = english.find((file) => file.name === name);
      if (!model) return [`${name} is none of English`];
      return keys.filter((key) => !model.keys.includes(key)).map((key) => `${name} has ${key}, which English has not`);
    }),
    ...all.filter((key, index) => all.indexOf(key) !== index).map((key) => `${key} is there twice`),
    ...english
      .flatMap(({ keys }) => keys)
      .filter((key) => !all.includes(key) && !untranslated.includes(key))
      .map((key) => `${key} is not translated`),
    ...untranslated.filter((key) => all.includes(key)).map((key) => `${key} is translated by now`),
  ];
}

interface File {
  name: string;
  keys: string[];
}

async function keysByFile(folder: string, code: string): Promise<File[]> {
  const names = readdirSync(folder).filter((name) => name !== 'index.ts');
  return Promise.all(names.map(async (name) => ({ name, keys: await keysIn(join(folder, name), code) })));
}

async function keysIn(path: string, code: string): Promise<string[]> {
  const exported = (await import(pathToFileURL(path).href)) as Record<string, (format: Formats) => object>;
  return Object.values(exported).flatMap((words) => Object.keys(words(createFormats(code))));
}
