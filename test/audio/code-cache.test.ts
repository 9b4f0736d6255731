import { existsSync, lutimesSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openCodeCache } from '../../src/audio/code-cache.ts';

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'coverband-code-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

describe('a way to compiled code', () => {
  it('stays open while another process begins, and is closed where a crash has left it', () => {
    const folder = makeFolder();
    const door = openCodeCache(folder)?.openDoor();
    if (!door) throw new Error('there is no door');

    openCodeCache(folder);
    expect(existsSync(door.path)).toBe(true);

    lutimesSync(door.path, 0, 0);
    openCodeCache(folder);
    expect(existsSync(door.path)).toBe(false);
    expect(existsSync(join(folder, 'code'))).toBe(true);
  });

  it('is not there where none can be made', () => {
    const folder = makeFolder();
    const cache = openCodeCache(folder);
    rmSync(join(folder, 'doors'), { recursive: true });
    expect(cache?.openDoor()).toBeUndefined();
  });
});
