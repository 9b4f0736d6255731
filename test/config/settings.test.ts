import { readFile } from 'node:fs/promises';
import { parseEnv } from 'node:util';
import { describe, expect, it } from 'vitest';
import { renderEnvExample, renderSettingsPage } from '../../src/config/describe-settings.ts';
import { readConfig } from '../../src/config/read-config.ts';
import { settings } from '../../src/config/settings.ts';

describe('the settings', () => {
  it('stand in .env.example as they are', async () => {
    expect(await readFile('.env.example', 'utf8')).toBe(renderEnvExample(settings));
  });

  it('stand in docs/settings.md as they are, each once', async () => {
    const page = await readFile('docs/settings.md', 'utf8');
    expect(page).toBe(renderSettingsPage(settings));
    const rows = [...page.matchAll(/^\| `([A-Z][A-Z_]+)` \|/gm)].map(([, name]) => name);
    expect(rows.toSorted()).toEqual(Object.keys(settings).toSorted());
  });

  it('are in order in a copy of .env.example with a token and a key in it', async () => {
    const file = parseEnv(await readFile('.env.example', 'utf8'));
    const config = readConfig({ ...file, DISCORD_TOKEN: 'a.b.c', RUNWARE_API_KEY: 'key' });
    expect(config).toEqual(readConfig({ DISCORD_TOKEN: 'a.b.c', RUNWARE_API_KEY: 'key' }));
  });

  it('are called needed where nothing starts without them', () => {
    const unneeded = Object.entries(settings).filter(([, it]) => 'isNeeded' in it && it.part !== 'needed');
    expect(unneeded).toEqual([]);
    expect(settings.DISCORD_TOKEN?.part).toBe('needed');
  });

  it('have defaults that they themselves accept', () => {
    for (const [name, setting] of Object.entries(settings)) {
      if (setting.fallback !== undefined) {
        expect(setting.schema.safeParse(setting.fallback).success, name).toBe(true);
      }
    }
  });
});
