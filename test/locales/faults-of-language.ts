import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createFormats, type Formats } from '../../src/locales/format.ts';

/** The folders of languages in a folder such as `src/locales`, by their codes. */
export function languagesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
}

/** What is wrong with a language beside English. */
export async function faultsOfLanguage(folder: string, code: string): Promise<string[]> {
  const [english, own] = await Promise.all(['en', code].map((language) => filesOf(folder, language)));
  const all = own?.flatMap(({ keys }) => keys) ?? [];
  return [
    ...namesMissing(english, own).map((name) => `${name} is missing`),
    ...namesMissing(own, english).map((name) => `${name} is none of English`),
    ...keysMissing(own, english).map(({ name, key }) => `${name} has ${key}, which English has not there`),
    ...all.filter((key, index) => all.indexOf(key) !== index).map((key) => `${key} is there twice`),
  ];
}

/** The texts that a language lacks, for which English is shown. */
export async function untranslatedIn(folder: string, code: string): Promise<string[]> {
  const [english, own] = await Promise.all(['en', code].map((language) => filesOf(folder, language)));
  return keysMissing(english, own).map(({ key }) => key);
}

function namesMissing(wanted: readonly File[] = [], present: readonly File[] = []): string[] {
  return wanted.map(({ name }) => name).filter((name) => !present.some((file) => file.name === name));
}

function keysMissing(wanted: readonly File[] = [], present: readonly File[] = []) {
  return wanted.flatMap(({ name, keys }) => {
    const there = present.find((file) => file.name === name)?.keys ?? [];
    return keys.filter((key) => !there.includes(key)).map((key) => ({ name, key }));
  });
}

interface File {
  name: string;
  keys: string[];
}

async function filesOf(folder: string, code: string): Promise<File[]> {
  const names = readdirSync(join(folder, code)).filter((name) => name !== 'index.ts');
  return Promise.all(names.map(async (name) => ({ name, keys: await keysIn(join(folder, code, name), code) })));
}

async function keysIn(path: string, code: string): Promise<string[]> {
  const exported = (await import(pathToFileURL(path).href)) as Record<string, (format: Formats) => object>;
  return Object.values(exported).flatMap((words) => Object.keys(words(createFormats(code))));
}
