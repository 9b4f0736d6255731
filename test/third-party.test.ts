import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

/** Licences that ask for no more than their text, which lies in each package. */
const PERMISSIVE = new Set(['MIT', 'ISC', '0BSD', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0']);

/** Packages whose code is mostly a library of somebody else, compiled; what they state of themselves says nothing of it. */
const COMPILED = /wasm|canvas$|sqlite3$|-decoder$|-encoder$|^node-linux/;
/** The builds of `@napi-rs/canvas` for one system each, and packages that are JavaScript alone. */
const COVERED = /^@napi-rs\/canvas-|^@wasm-audio-decoders\/common$|^@keyv\//;

const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({
      version: z.string().optional(),
      license: z.string().optional(),
      dev: z.boolean().optional(),
      devOptional: z.boolean().optional(),
      link: z.boolean().optional(),
    }),
  ),
});

const repository = new URL('../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, repository), 'utf8');

/** What an installation without development dependencies has from the registry, by name: the bot's and the sandbox's. */
const installed = Object.entries(lockSchema.parse(JSON.parse(read('package-lock.json'))).packages)
  .filter(([path, { dev, devOptional, link }]) => path.includes('node_modules/') && !dev && !devOptional && !link)
  .map(([path, { version = '', license = 'none stated' }]) => ({
    name: path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length),
    version,
    license,
  }));

/** The cells of the rows below a heading. */
function tableBelow(heading: string): string[][] {
  const [, section = ''] = read('THIRD-PARTY.md').split(`## ${heading}\n`);
  const rows = section.split('\n## ')[0]?.split('\n') ?? [];
  return rows.filter((row) => row.startsWith('| `')).map((row) => row.split('|').slice(1, -1).map(cell));
}

function cell(text: string): string {
  return text.trim().replaceAll('`', '');
}

describe('THIRD-PARTY.md', () => {
  it('names exactly the installed packages whose licence asks for more than its text', () => {
    const asking = installed.filter(({ license }) => !PERMISSIVE.has(license));
    expect(tableBelow('Packages under a copyleft licence')).toEqual(
      asking.map(({ name, version, license }) => [name, version, license]),
    );
  });

  it('names each installed package that contains compiled libraries, in the version that was looked at', () => {
    const rows = tableBelow('Packages that contain other libraries, compiled');
    const named = [...new Set(rows.map(([name, version]) => `${name} ${version}`))].sort();
    const compiled = installed.filter(({ name }) => COMPILED.test(name) && !COVERED.test(name));
    expect(named).toEqual(compiled.map(({ name, version }) => `${name} ${version}`).sort());
    for (const row of rows) expect(row.every((text) => text !== '') && row.length === 4).toBe(true);
  });

  it('agrees with the licence file of each package under a copyleft licence', () => {
    const titles: Record<string, RegExp> = {
      'MPL-2.0': /^Mozilla Public License Version 2\.0/,
      'LGPL-2.1-or-later': /GNU LESSER GENERAL PUBLIC LICENSE\s+Version 2\.1/,
      'LGPL-3.0-or-later': /GNU LESSER GENERAL PUBLIC LICENSE\s+Version 3/,
      'OFL-1.1': /SIL OPEN FONT LICENSE Version 1\.1/i,
    };
    for (const [name, , licence = ''] of tableBelow('Packages under a copyleft licence')) {
      expect(read(`node_modules/${name}/LICENSE`), name).toMatch(titles[licence] ?? /^$/);
    }
  });

  it('misses no licence file that says more than the package does', () => {
    const copyleft = /GNU (LESSER |LIBRARY |AFFERO )?GENERAL PUBLIC LICENSE|Mozilla Public License/i;
    const named = tableBelow('Packages under a copyleft licence').map(([name]) => name);
    const silent = installed.filter(({ name, license }) => PERMISSIVE.has(license) && !named.includes(name));
    const found = silent.filter(({ name }) => licenceTexts(name).some((text) => copyleft.test(text)));
    // Of Node's own parts, build scripts name the GPL, with an exception for what they make.
    expect(found.filter(({ name }) => !name.startsWith('node-linux-'))).toEqual([]);
  });
});

function licenceTexts(name: string): string[] {
  return ['LICENSE', 'LICENSE.md', 'LICENSE.txt', 'license', 'COPYING'].flatMap((file) => {
    try {
      return [read(`node_modules/${name}/${file}`)];
    } catch {
      return [];
    }
  });
}
