import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

describe('the start that people are told of', () => {
  it('is one that an older Node can read, and so can be told what is missing', () => {
    const told = ['package.json', 'README.md', 'CONTRIBUTING.md', ...globSync('docs/*')].filter((file) =>
      /\.\w+$/.test(file),
    );
    const starts = told.flatMap(
      (file) => readFileSync(file, 'utf8').match(/node\S* (?:--\S+ )*src\/(?:main|start)\.\w+/g) ?? [],
    );

    expect(starts.length).toBeGreaterThan(2);
    expect(starts.filter((start) => !start.endsWith('src/start.cjs'))).toEqual([]);
  });
});
