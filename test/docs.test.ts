import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const pages = [...globSync('*.md'), ...globSync('docs/*.md'), 'src/sandbox/discord/README.md'];

const read = (file: string) => readFileSync(file, 'utf8');

/** As the headings of a page are linked to: lower case, hyphens for spaces, and no punctuation. */
function anchorsOf(page: string): string[] {
  return [...read(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** Those come with the container image and the doctor. */
const ELSEWHERE: ReadonlySet<string> = new Set(['docs/docker.md', 'docs/doctor.md']);

/** Links to nowhere, pictures as well. */
function deadLinksOf(page: string): string[] {
  const links = [...read(page).matchAll(/\]\(([^)\s]+)\)|src="([^"]+)"/g)].map(
    ([, link, source]) => link ?? source ?? '',
  );
  return links.filter((link) => {
    if (/^[a-z]+:/.test(link)) return false;
    const [path = '', anchor] = link.split('#');
    const file = path === '' ? page : join(dirname(page), path);
    if (ELSEWHERE.has(file)) return false;
    return !existsSync(file) || (anchor !== undefined && !anchorsOf(file).includes(anchor));
  });
}

describe('the documentation', () => {
  it.each(pages)('%s links to what there is', (page) => {
    expect(deadLinksOf(page)).toEqual([]);
  });

  it('is found from the README, every page of it', () => {
    const readme = read('README.md');
    expect(globSync('docs/*.md').filter((page) => !readme.includes(`(${page})`))).toEqual([
      'docs/privacy-and-terms.md',
    ]);
    expect(read('docs/faq.md')).toContain('(privacy-and-terms.md)');
  });

  it('names only npm scripts that there are', () => {
    const { scripts }: { scripts: Record<string, string> } = JSON.parse(read('package.json'));
    const named = pages.flatMap((page) =>
      [...read(page).matchAll(/npm run (?:--silent )?([a-z][\w:]*)/g)].map(([, name = '']) => name),
    );
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((name) => !(name in scripts) && name !== 'doctor')).toEqual([]);
  });

  it('says of prices and limits what the settings say', () => {
    const settings = read('docs/settings.md');
    const fallbackOf = (name: string) => new RegExp(`\`${name}\` \\| \`(\\d+)\``).exec(settings)?.[1];
    expect(read('README.md')).toContain(
      `$${fallbackOf('BUDGET_USD_PER_MONTH')} a month over all servers and $${fallbackOf('GUILD_BUDGET_USD_PER_MONTH')} for one server`,
    );
    expect(read('README.md')).toContain(`not named can spend $${fallbackOf('NEW_GUILD_BUDGET_USD')}.`);
  });
});

describe('the badges of the README', () => {
  const badges = [...read('README.md').matchAll(/badge\/(\w+)-([^)]+)-[0-9a-f]{6}\)/g)].map(([, name, value = '']) => [
    name,
    decodeURIComponent(value),
  ]);
  const { version, engines, license } = JSON.parse(read('package.json'));

  it('say what package.json, the changelog and the licence say', () => {
    expect(Object.fromEntries(badges)).toEqual({
      release: version,
      node: String(engines.node).replace('>=', '≥ '),
      licence: license,
    });
    expect(/^## (\S+)/m.exec(read('CHANGELOG.md').replace('## Unreleased', ''))?.[1]).toBe(version);
    expect(read('LICENSE')).toMatch(/^MIT License/);
  });
});

describe('the pictures', () => {
  it('are small enough to be read along', () => {
    const sizes = globSync('docs/pictures/*').map((file) => [file, readFileSync(file).length] as const);
    expect(sizes.filter(([, bytes]) => bytes > 3_000_000)).toEqual([]);
    expect(read('docs/pictures/cover.gif').startsWith('GIF89a')).toBe(true);
  });
});
