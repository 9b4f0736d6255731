import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { z } from 'zod';
import type { Rule } from './rule.ts';

/** What became of the tests: `broken` where there is no report, such as for a file that cannot be loaded. */
export type TestRun = { kind: 'ran'; results: TestResult[] } | { kind: 'tooSlow' } | { kind: 'broken' };

export interface TestResult {
  file: string;
  name: string;
  status: string;
  /** Why it failed, in one line. */
  reason: string;
}

export interface TestRunOptions {
  folder: string;
  /** Whose tests are run. */
  rules: readonly Rule[];
  limitMs: number;
  signal: AbortSignal;
}

const reportSchema = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      assertionResults: z.array(
        z.object({ fullName: z.string(), status: z.string(), failureMessages: z.array(z.string()).default([]) }),
      ),
    }),
  ),
});

/** Runs the tests of some rules, and nothing else, in a process of its own. */
export async function runTests({ folder, rules, limitMs, signal }: TestRunOptions): Promise<TestRun> {
  const report = join(folder, 'rules-report.json');
  rmSync(report, { force: true });
  const files = [...new Set(rules.map(({ test }) => test))];
  const names = [...new Set(rules.map(({ name }) => literally(name)))].join('|');
  const vitest = join(folder, 'node_modules/vitest/vitest.mjs');
  const reporting = ['--reporter', 'json', '--outputFile', report];
  const limit = AbortSignal.timeout(limitMs);
  const child = spawn(process.execPath, [vitest, 'run', ...files, '-t', names, '--maxWorkers', '1', ...reporting], {
    cwd: folder,
    stdio: 'ignore',
    // A group of its own, so that its workers, and the bots that they have started, end with it.
    detached: true,
  });
  const kill = () => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
  };
  const either = AbortSignal.any([limit, signal]);
  either.addEventListener('abort', kill, { once: true });
  await once(child, 'exit');
  either.removeEventListener('abort', kill);
  signal.throwIfAborted();
  return limit.aborted ? { kind: 'tooSlow' } : readReport(report, folder);
}

/** As a regular expression, which is how Vitest takes names. */
function literally(name: string): string {
  return name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function readReport(report: string, folder: string): TestRun {
  try {
    const { testResults } = reportSchema.parse(JSON.parse(readFileSync(report, 'utf8')));
    const results = testResults.flatMap(({ name: file, assertionResults }) =>
      assertionResults.map(({ fullName: name, status, failureMessages: [message = ''] }) => {
        const [reason = ''] = message.split('\n');
        return { file: relative(folder, file), name, status, reason };
      }),
    );
    return { kind: 'ran', results };
  } catch {
    return { kind: 'broken' };
  }
}

/** The results of a rule's own test. */
export function resultsOf({ test, name }: Rule, results: readonly TestResult[]): TestResult[] {
  return results.filter((result) => result.file === test && result.name.includes(name) && result.status !== 'skipped');
}
