import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { english } from '../../src/locales/languages.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

function sourcesIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !/^(locales\/[^/]+|sandbox)\//.test(path))
    .map((path) => readFileSync(join(ROOT, folder, path), 'utf8'));
}

/** What a template such as `form.${kind}` may become. */
function patternOf(template: string): RegExp {
  const parts = template.split(/\$\{[^}]*\}/).map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.+')}$`);
}

/** Which of these keys no text is asked for by, in any of these sources. */
function unsaid(keys: readonly string[], source: string): string[] {
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
  return keys.filter((key) => !isSaid(key));
}

describe('the texts', () => {
  it('are all said somewhere', () => {
    const source = [...sourcesIn('src'), ...sourcesIn('commands')].join('\n');
    expect(unsaid(Object.keys(english.texts), source)).toEqual([]);
  });

  it('are missed where nobody says them', () => {
    const source = [
      "text(locale, 'job.done')",
      'text(locale, `form.$' + '{kind}`)',
      'text(locale, `$' + '{key}.hint`)',
    ].join('\n');
    const keys = ['job.done', 'job.done.hint', 'form.song', 'job.old', 'job.old.hint'];
    expect(unsaid(keys, source)).toEqual(['job.old', 'job.old.hint']);
  });
});
