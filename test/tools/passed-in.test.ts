import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** Each takes time, chance or an id from its surroundings. */
const PLANTED = [
  'export const now = Date.now();',
  'export const now = [1, 2].map(Date.now);',
  'export const now = new Date();',
  'export const now = Date();',
  'export const now = performance.now();',
  'export const now = globalThis.performance.now();',
  'export const now = process.hrtime.bigint();',
  'setTimeout(() => undefined, 5);',
  'setInterval(() => undefined, 5);',
  'setImmediate(() => undefined);',
  'globalThis.setTimeout(() => undefined, 5);',
  "import { setTimeout as pause } from 'node:timers/promises';\nawait pause(5);",
  "import { setTimeout } from 'node:timers';\nsetTimeout(() => undefined, 5);",
  "import { performance as clock } from 'node:perf_hooks';\nexport const now = clock.now();",
  'export const signal = AbortSignal.timeout(5);',
  'export const chance = Math.random();',
  'export const roll = { random: Math.random };',
  "import { randomUUID } from 'node:crypto';\nexport const id = randomUUID();",
  "import { randomBytes as bytes } from 'node:crypto';\nexport const id = bytes(4);",
  "import { randomInt } from 'node:crypto';\nexport const dice = randomInt(6);",
  "import crypto from 'node:crypto';\nexport const id = crypto.randomUUID();",
  'export const id = crypto.randomUUID();',
];

const WATCHED = [
  'commands/cover/planted.ts',
  'src/app.ts',
  'src/covers/make/planted.ts',
  'src/database/planted.ts',
  'src/discord/interactions/planted.ts',
  'src/domain/planted.ts',
  'src/http/planted.ts',
  'src/jobs/runner/planted.ts',
  'src/lib/planted.ts',
  'src/providers/runware/planted.ts',
  'src/store/planted.ts',
];

const ALLOWED: Record<string, string> = {
  'src/clock.ts': 'export const now = Date.now();',
  'src/covers/given-moment.ts': 'export const dayOf = (atMs: number) => new Date(atMs).toISOString();',
  'src/covers/hash.ts': "import { createHash } from 'node:crypto';\nexport const sum = createHash('sha256');",
  'src/covers/passed-in.ts': 'export const in5 = (clock: { sleep(ms: number): unknown }) => clock.sleep(5);',
};

const planted = (index: number) => `src/covers/planted-${index}.ts`;

let folder: string;
let report: string;

/** What the linter says of all these sources, each in its place, with the project's own configuration. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'coverband-lint-'));
  for (const file of ['biome.jsonc', 'src/tools/passed-in.grit']) cpSync(file, join(folder, file));
  const sources = [
    ...Object.entries(ALLOWED),
    ...PLANTED.map((source, index) => [planted(index), source] as const),
    ...WATCHED.map((path) => [path, 'export const now = Date.now();\nsetTimeout(() => undefined, 5);'] as const),
  ];
  for (const [path, source] of sources) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), `${source}\n`);
  }
  const options = ['--vcs-enabled=false', '--max-diagnostics=none', '--reporter=github'];
  report = spawnSync('biome', ['lint', ...options], { cwd: folder, encoding: 'utf8' }).stdout;
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const saidOf = (path: string) => report.split('\n').filter((line) => line.includes(`file=${path},`));

describe('the linter', () => {
  it.each(
    PLANTED.map((source, index) => ({ source, path: planted(index) })),
  )('lets no code that decides take time or chance from its surroundings: $source', ({ path }) => {
    expect(saidOf(path).join('\n')).toMatch(/passed in|restricted|Do not use/i);
  });

  it.each(WATCHED)('looks at %s', (path) => {
    expect(saidOf(path)).toHaveLength(2);
  });

  it.each(
    Object.keys(ALLOWED),
  )('has nothing to say of %s, which is given what it uses, or is where that comes from', (path) => {
    expect(saidOf(path)).toEqual([]);
  });
});
