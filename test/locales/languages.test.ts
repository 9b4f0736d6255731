import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, it } from 'vitest';
import { languages } from '../../src/locales/languages.ts';
import { faultsOfLanguage, languagesIn, untranslatedIn } from './faults-of-language.ts';

const LOCALES = fileURLToPath(new URL('../../src/locales', import.meta.url));

const others = languagesIn(LOCALES).filter((code) => code !== 'en');

describe('each language', () => {
  it('is one that the bot knows', () => {
    expect(languagesIn(LOCALES)).toEqual([...languages.keys()].toSorted());
  });

  it.each(languagesIn(LOCALES))('has the files of English, and each text once: %s', async (code) => {
    expect(await faultsOfLanguage(LOCALES, code)).toEqual([]);
  });

  it.each(others)('lacks no more texts than are known to be shown in English: %s', async (code) => {
    const keys = await untranslatedIn(LOCALES, code);
    await expect(keys.map((key) => `${key}\n`).join('')).toMatchFileSnapshot(`untranslated/${code}.txt`);
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
  const faults = () => faultsOfLanguage(folder, 'de');

  it('is nothing where it has all that English has', async () => {
    expect(await faults()).toEqual([]);
  });

  it('is a file that English has not', async () => {
    await write('de/more.ts', 'export const more = () => ({});');
    expect(await faults()).toEqual(['more.ts is none of English']);
  });

  it('is a file that is missing', async () => {
    await rm(join(folder, 'de/jobs.ts'));
    expect(await faults()).toEqual(['jobs.ts is missing']);
  });

  it('is a key in two files, of which the last one would win in silence', async () => {
    await write('de/jobs.ts', "export const jobs = () => ({ 'job.done': () => '', 'form.song': () => '' });");
    expect(await faults()).toEqual(['jobs.ts has form.song, which English has not there', 'form.song is there twice']);
  });

  it('is a key that English has not', async () => {
    await write('de/jobs.ts', "export const jobs = () => ({ 'job.done': () => '', 'job.old': () => '' });");
    expect(await faults()).toEqual(['jobs.ts has job.old, which English has not there']);
  });

  it('is a key in another file than in English', async () => {
    await write('de/forms.ts', "export const forms = () => ({ 'form.song': () => '', 'job.done': () => '' });");
    await write('de/jobs.ts', 'export const jobs = () => ({});');
    expect(await faults()).toEqual(['forms.ts has job.done, which English has not there']);
  });

  it('is, in a list of its own, what is not translated', async () => {
    await write('de/forms.ts', "export const forms = () => ({ 'form.song': () => 'Lied' });");
    expect(await faults()).toEqual([]);
    expect(await untranslatedIn(folder, 'de')).toEqual(['form.style']);
  });
});
