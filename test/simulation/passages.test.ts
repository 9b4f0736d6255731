import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import type { Moment } from './aim.ts';
import { watchPassages } from './passages.ts';

const at = (n: number): Moment => ({ incarnation: 1, effect: 'jobs:get', n });

it('tells what was heard before some code was come to, and what was begun after it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'coverband-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'code.mjs');
  writeFileSync(path, 'export function walk(isHere) {\n  if (isHere) {\n    return 1;\n  }\n  return 2;\n}\n');
  const passages = watchPassages({ path, line: 2, column: 4 });
  const { walk } = await import(pathToFileURL(path).href);
  const walkAt = (n: number, isHere: boolean) => {
    passages.heard(at(n));
    walk(isHere);
    passages.begun(at(n + 1));
  };

  walkAt(1, true);
  passages.watch();
  walkAt(10, false);
  walkAt(20, true);
  walkAt(30, false);
  walkAt(40, true);

  expect(passages.take()).toEqual([
    { heard: at(20), begun: at(21) },
    { heard: at(40), begun: at(41) },
  ]);
  walkAt(50, true);
  expect(passages.take()).toEqual([]);
});
