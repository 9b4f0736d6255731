import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, it } from 'vitest';
import { languages } from '../../src/locales/languages.ts';
import { faultsOfLanguage, languagesIn } from './faults-of-language.ts';

const LOCALES = fileURLToPath(new URL('../../src/locales', import.meta.url));

/** By language: the keys that are not translated yet, which are shown in English. */
const untranslated: Record<string, readonly string[]> = {};

describe('each language', () => {
  it('is one that the bot knows', () => {
    expect(languagesIn(LOCALES)).toEqual([...languages.keys()].toSorted());
  });

  it.each(languagesIn(LOCALES))('has the files of English, and each text once: %s', async (code) => {
    expect(await faultsOfLanguage(LOCALES, code, untranslated[code])).toEqual([]);
  });
});

describe('what is looked for in a language', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'coverband-locales-'));
    await write(
      'en/forms.ts',
      "export const forms = () => ({ 'form.song': () => 'Song', 'form.style': () => 'Style' });",
    );
    await write('en/jobs.ts', "export const jobs = () => ({ 'job.done': () => 'Done' });");
    await write('de/index.ts', 'export {};');
    await write(
      'de/forms.ts',
      "export const forms = () => ({ 'form.song': () => 'Lied', 'form.style': () => 'Stil' });",
    );
    await write('de/jobs.ts', "export const jobs = () => ({ 'job.done': () => 'Fertig' });");
    return () => rm(folder, { recursive: true });
  });

  const write = async (path: string, source: string) => {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), source);
  };
  const faults = (allowed?: readonly string[]) => faultsOfLanguage(folder, 'de', allowed);

  it('is nothing where it has all that English has', async () => {
    expect(await faults()).toEqual([]);
  });

  it('is a file that English has not', async () => {
    await write('de/more.ts', 'export const more = () => ({});');
    expect(await faults()).toEqual(['more.ts is none of English']);
  });

  it('is a file that is missing', async () => {
    await rm(join(folder, 'de/jobs.ts'));
    expect(await faults()).toEqual(['jobs.ts is missing', 'job.done is not translated']);
  });

  it('is a key in two files, of which the last one would win in silence', async () => {
    await write('de/jobs.ts', "export const jobs = () => ({ 'job.done': () => '', 'form.song': () => '' });");
    expect(await faults()).toEqual(['jobs.ts has form.song, which English has not', 'form.song is there twice']);
  });

  it('is a key that English has not', async () => {
    await write('de/jobs.ts', "export const jobs = () => ({ 'job.done': () => '', 'job.old': () => '' });");
    expect(await faults()).toEqual(['jobs.ts has job.old, which English has not']);
  });

  it('is a key that is not translated, unless it is known that it is not', async () => {
    await write('de/forms.ts', "export const forms = () => ({ 'form.song': () => 'Lied' });");
    expect(await faults()).toEqual(['form.style is not translated']);
    expect(await faults(['form.style'])).toEqual([]);
  });

  it('is a key that is translated while the list of those that are not still has it', async () => {
    expect(await faults(['form.style'])).toEqual(['form.style is translated by now']);
  });
});
