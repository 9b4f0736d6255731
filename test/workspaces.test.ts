import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

const manifestSchema = z.object({
  workspaces: z.array(z.string()).default([]),
  dependencies: z.record(z.string(), z.string()),
  devDependencies: z.record(z.string(), z.string()).default({}),
});

const PINNED = /^\d+\.\d+\.\d+(-[\w.]+)?$/;

function manifestIn(folder: string) {
  return manifestSchema.parse(JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8')));
}

/** The sources below some folders, as one text. */
function sourcesIn(folders: readonly string[], leftOut = /^$/): string {
  return folders
    .flatMap((folder) => globSync(`${folder}/**/*.{ts,cjs}`, { cwd: ROOT }))
    .filter((path) => !leftOut.test(path))
    .map((path) => readFileSync(join(ROOT, path), 'utf8'))
    .join('\n');
}

/** Those of the packages that no source names: neither the package itself nor a file in it. */
function unnamed(packages: Readonly<Record<string, string>>, source: string): string[] {
  return Object.keys(packages).filter((name) => !new RegExp(`'${name}['/]`).test(source));
}

const { workspaces, ...bot } = manifestIn('.');

describe('the dependencies', () => {
  it('of the bot hold nothing that only its sandbox needs', () => {
    expect(unnamed(bot.dependencies, sourcesIn(['src', 'commands'], /^src\/sandbox\//))).toEqual([]);
  });

  it.each(workspaces)('of %s are all used there', (folder) => {
    expect(unnamed(manifestIn(folder).dependencies, sourcesIn([folder]))).toEqual([]);
  });

  it('are at one exact version each, wherever they are declared', () => {
    const declared = ['.', ...workspaces].map(manifestIn).flatMap(({ dependencies, devDependencies }) => {
      return Object.entries({ ...dependencies, ...devDependencies });
    });
    const versions = new Map(declared);
    expect(declared.filter(([name, version]) => versions.get(name) !== version)).toEqual([]);
    // Types of Node follow its major version; nothing of them runs.
    expect(declared.filter(([name, version]) => name !== '@types/node' && !PINNED.test(version))).toEqual([]);
  });

  it('of the sandbox are all declared: nothing in it lies outside a workspace', () => {
    expect(globSync('src/sandbox/*', { cwd: ROOT }).sort()).toEqual([...workspaces].sort());
  });
});
