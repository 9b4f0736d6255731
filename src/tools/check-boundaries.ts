import { spawnSync } from 'node:child_process';
import { z } from 'zod';

const reportSchema = z.object({
  summary: z.object({
    error: z.number(),
    totalCruised: z.number(),
    violations: z.array(z.object({ from: z.string(), to: z.string(), rule: z.object({ name: z.string() }) })),
  }),
});

const FOLDERS = ['src', 'commands'];

/** Checks who imports whom. Fails on a broken rule, and when nothing was read: silence would look like health. */
const run = spawnSync('depcruise', [...FOLDERS, '--config', '.dependency-cruiser.cjs', '--output-type', 'json'], {
  encoding: 'utf8',
  maxBuffer: 64 * 1024 * 1024,
});
if (!run.stdout) throw new Error(`dependency-cruiser said nothing: ${run.stderr || run.error}`);
const { summary } = reportSchema.parse(JSON.parse(run.stdout));

const lines = summary.violations.map(({ from, to, rule }) => `${rule.name}: ${from} → ${to}`);
if (summary.totalCruised === 0) lines.push('no module was read: the check itself is broken');
lines.push(`${summary.totalCruised} modules read, ${summary.error} imports where none is allowed`);
process.stdout.write(`${lines.join('\n')}\n`);
process.exitCode = summary.error > 0 || summary.totalCruised === 0 ? 1 : 0;
