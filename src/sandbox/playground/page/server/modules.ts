import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { packageFolder } from '../../package-folder.ts';

/** How messages of Discord look, as elements. */
const LOOKS = '@skyra/discord-components-core';

/** Packages whose files a browser may have, with the file that their bare name stands for. */
const PACKAGES: Readonly<Record<string, string>> = {
  lit: 'index.js',
  'lit-html': 'lit-html.js',
  'lit-element': 'index.js',
  '@lit/reactive-element': 'reactive-element.js',
  '@lit/context': 'index.js',
  [LOOKS]: 'dist/index.js',
  '@fontsource/inter': '',
};

const packageSchema = z.object({ exports: z.record(z.string(), z.string()).optional() });

const SERVED = /^[\w.-]+(\/[\w.-]+)*\.(js|woff2)$/;

/** For the browser: where each bare import is. */
export function importMap(): { imports: Record<string, string> } {
  const entries = Object.entries(PACKAGES).flatMap(([name, main]) => [
    [name, `/modules/${name}/${main}`],
    [`${name}/`, `/modules/${name}/`],
  ]);
  return { imports: Object.fromEntries([...entries, ...exportsOf(LOOKS)]) };
}

/** Its elements have shorter names than their files. */
function exportsOf(name: string): [string, string][] {
  const folder = packageFolder(name);
  if (folder === undefined) return [];
  const { exports = {} } = packageSchema.parse(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')));
  return Object.entries(exports).map(([key, file]) => [join(name, key), `/modules/${join(name, file)}`]);
}

/** The file behind `/modules/…`; undefined for what is not on the list or not there. */
export function moduleFile(path: string): string | undefined {
  const name = Object.keys(PACKAGES).find((known) => path.startsWith(`${known}/`));
  const rest = name === undefined ? '' : path.slice(name.length + 1);
  if (name === undefined || !SERVED.test(rest) || rest.split('/').includes('..')) return undefined;
  const folder = packageFolder(name);
  const file = folder && join(folder, rest);
  return file && existsSync(file) ? file : undefined;
}
