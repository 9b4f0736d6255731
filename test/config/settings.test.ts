import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { renderEnvExample, settings } from '../../src/config/settings.ts';

describe('the settings', () => {
  it('stand in .env.example as they are', async () => {
    expect(await readFile('.env.example', 'utf8')).toBe(renderEnvExample());
  });

  it('have defaults that they themselves accept', () => {
    for (const [name, setting] of Object.entries(settings)) {
      if (setting.fallback !== undefined) {
        expect(setting.schema.safeParse(setting.fallback).success, name).toBe(true);
      }
    }
  });

  it('are all explained in the README', async () => {
    const readme = await readFile('README.md', 'utf8');
    const rows = Object.entries(settings).map(([name, setting]) => {
      const fallback = setting.fallback !== undefined ? `\`${setting.fallback}\`` : '–';
      return `| \`${name}\` | ${fallback} | ${setting.about} |`;
    });
    expect(rows.filter((row) => !readme.includes(row))).toEqual([]);
  });
});
