import { readFileSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { createAmbient } from '../ambient.ts';
import { describeAll, describeFinding } from './doctor/report.ts';
import { runDoctor } from './doctor/run-doctor.ts';

const USAGE = `npm run doctor                  looks at all that the bot needs, also while it runs, and changes nothing
npm run --silent doctor -- --json   the same as a JSON list
`;

/** What shells know as a command that was used in a wrong way. */
const EXIT_USAGE = 64;

function readArguments(): { isJson: boolean } | undefined {
  try {
    return { isJson: parseArgs({ options: { json: { type: 'boolean' } } }).values.json === true };
  } catch {
    return undefined;
  }
}

async function run({ isJson }: { isJson: boolean }): Promise<number> {
  const { stdout } = process;
  const findings = await runDoctor({
    environment: process.env,
    envFile: '.env',
    node: {
      version: process.versions.node,
      wanted: readFileSync(new URL('../../.node-version', import.meta.url), 'utf8').trim(),
    },
    ambient: createAmbient(),
    statfs,
    onFinding: (finding) => void (isJson || stdout.write(`${describeFinding(finding, stdout)}\n`)),
  });
  stdout.write(isJson ? `${JSON.stringify(findings, null, 2)}\n` : `\n${describeAll(findings)}\n`);
  return findings.some(({ state }) => state === 'fail') ? 1 : 0;
}

const given = readArguments();
if (!given) process.stderr.write(USAGE);
process.exitCode = given ? await run(given) : EXIT_USAGE;
