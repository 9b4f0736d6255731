import { mkdirSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where what was compiled outlives a test, for each test has folders of its own and would compile everything anew. */
export function sharedCodeFolder(name: 'bot' | 'probe' | 'studio'): string {
  return join(sharedCode(), name);
}

/** For a bot with a data folder of its own: what it and its workers have compiled is kept for the next one. */
export function shareCompiledCode(dataFolder: string): void {
  symlinkSync(sharedCode(), join(dataFolder, 'cache'));
}

function sharedCode(): string {
  const shared = join(tmpdir(), 'coverband-test-code');
  mkdirSync(shared, { recursive: true, mode: 0o700 });
  return shared;
}
