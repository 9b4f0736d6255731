import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { en } from '../../src/locales/en.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const LOCALES = join(ROOT, 'src/locales');

function sourcesIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.startsWith('locales/en') && !path.startsWith('sandbox/'))
    .map((path) => readFileSync(join(ROOT, folder, path), 'utf8'));
}

/** What a template such as `form.${kind}` may become. */
function patternOf(template: string): RegExp {
  const parts = template.split(/\$\{[^}]*\}/).map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.+')}$`);
}

describe('the texts', () => {
  it('are all said somewhere', () => {
    const source = [...sourcesIn('src'), ...sourcesIn('commands')].join('\n');
    const templates = [...source.matchAll(/`([\w.]*\$\{[^`]*)`/g)].map(([, template = '']) => template);
    // A template of nothing but parameters would take any key for used.
    const patterns = templates.filter((template) => /^[\w.]*[a-z]\w*\./i.test(template)).map(patternOf);
    // Such as `${key}.hint`, of a key that is said itself.
    const endings = templates.flatMap((template) => /^\$\{\w+\}(\.\w+)$/.exec(template)?.[1] ?? []);
    const isWhole = (key: string) => source.includes(`'${key}'`);
    const isSaid = (key: string) =>
      isWhole(key) ||
      patterns.some((pattern) => pattern.test(key)) ||
      endings.some((ending) => key.endsWith(ending) && isWhole(key.slice(0, -ending.length)));
    expect(Object.keys(en).filter((key) => !isSaid(key))).toEqual([]);
  });

  it('have each key in one file only, since the last one would win in silence', async () => {
    const names = readdirSync(LOCALES).filter((name) => /^en-.*-texts\.ts$/.test(name));
    const files: object[] = await Promise.all(names.map((name) => import(join(LOCALES, name))));
    const keys = files.flatMap((file) => Object.values(file).flatMap((texts) => Object.keys(texts)));
    expect(keys.toSorted()).toEqual(Object.keys(en).toSorted());
  });
});
