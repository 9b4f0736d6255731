import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createMediaProbe } from '../audio/probe.ts';
import { createLogger } from '../logger.ts';
import { describeFile, type Judged, judgeFile } from './probe/judge-file.ts';

const USAGE = `npm run probe -- FILE…                  says of each file what the bot sees in it, what it sends, and what a member reads
npm run --silent probe -- --json FILE…  the same as a line of JSON each
`;

/** What shells know as a command that was used in a wrong way. */
const EXIT_USAGE = 64;

function readArguments(): { isJson: boolean; files: string[] } | undefined {
  try {
    const { values, positionals } = parseArgs({ options: { json: { type: 'boolean' } }, allowPositionals: true });
    return positionals.length === 0 ? undefined : { isJson: values.json === true, files: positionals };
  } catch {
    return undefined;
  }
}

async function run({ isJson, files }: { isJson: boolean; files: readonly string[] }): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'coverband-probe-'));
  const mediaProbe = createMediaProbe({ log: createLogger({ level: 'silent' }), folder });
  const judged: Judged[] = [];
  try {
    for (const file of files) {
      const one = await judgeFile(mediaProbe, file);
      judged.push(one);
      process.stdout.write(`${isJson ? JSON.stringify(one) : describeFile(one)}\n`);
    }
  } finally {
    await mediaProbe.close();
    rmSync(folder, { recursive: true, force: true });
  }
  return judged.every(({ accepted }) => accepted) ? 0 : 1;
}

const given = readArguments();
if (!given) process.stderr.write(USAGE);
process.exitCode = given ? await run(given) : EXIT_USAGE;
