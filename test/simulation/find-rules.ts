import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { breakRule } from '../rules/break-rule.ts';
import { copyRepository } from '../rules/copy-repository.ts';
import type { Rule } from '../rules/rule.ts';

/** Chapters whose rules lives can break: what they say of strangers, rights and secrets is for others to find. */
export const FOUND_AGAIN: ReadonlySet<string> = new Set([
  'Accepted is never lost',
  'One winner',
  'Asked once',
  'Posted once',
  'Quota',
  'Fair',
  'Shutdown',
  'Files',
]);

/** What lives put something of their own in the place of, or never come to. */
const NOT_LIVED: readonly [RegExp, string][] = [
  [/^src\/(database|data-folder|http|http-guard|tools|audio|codec)/, 'its file is played'],
  [/^src\/(main|run|app|start)\./, 'its file is played'],
  [/^src\/store\/(files|archives|hash-file|move-file|write-counted|home)\./, 'its file is played'],
  [/^src\/discord\/(client|gateway|rest\/(rest|make-request|only-discords-answers))/, 'its file is played'],
  [/^src\/covers\/(library\/export|operator|joining|retention)/, 'nobody comes to it'],
  [
    /^(src\/covers\/privacy|src\/jobs\/sqlite\/(delete-jobs|members|guilds|pseudonymize|uploads))/,
    'nobody comes to it',
  ],
];

export interface FoundRule {
  rule: Rule;
  /** The seed and the rule of the checker that noticed. */
  noticedBy: string | undefined;
  /** Why it cannot be. */
  why: string | undefined;
}

/** Breaks one rule after the other, in a copy of the repository, and looks whether any of so many lives notices. */
export async function findRules(
  rules: readonly Rule[],
  { from, to, workers }: { from: number; to: number; workers: number },
  tell: (found: FoundRule) => void,
): Promise<FoundRule[]> {
  const { folder, remove } = copyRepository();
  const found: FoundRule[] = [];
  try {
    for (const rule of rules) {
      const why = NOT_LIVED.find(([pattern]) => pattern.test(rule.file))?.[1];
      const mend = breakRule(folder, rule);
      const noticedBy = why === undefined ? await simulateIn(folder, { from, to, workers }) : undefined;
      mend();
      const one = { rule, noticedBy, why };
      found.push(one);
      tell(one);
    }
  } finally {
    remove();
  }
  return found;
}

async function simulateIn(
  folder: string,
  { from, to, workers }: { from: number; to: number; workers: number },
): Promise<string | undefined> {
  const main = join(folder, 'test/simulation/main.ts');
  const given = ['--seeds', `${from}..${to}`, '--workers', String(workers)];
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main, ...given], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [said, complained] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  if (child.exitCode === 0) return undefined;
  return /^seed \d+: .*/m.exec(said)?.[0].slice(0, 160) ?? complained.trim().split('\n').at(-1) ?? 'it ended';
}
