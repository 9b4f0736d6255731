import { join } from 'node:path';
import { EnvFileError, loadEnvFile } from '../config/env-file.ts';
import { dataFolderOf } from '../data-folder.ts';
import { isInUse } from '../database/is-in-use.ts';
import { operatorOrigin } from './operator-origin.ts';

/** Docker gives a check ten seconds. */
const PATIENCE_MS = 8_000;

/**
 * Whether the bot beside this process is well, in one line and an exit code, for the health check of a container: by its own word
 * where it opens the operator's endpoints, else by its hold on the database. It asks nobody else, and changes nothing.
 */
async function checkHealth(environment: Readonly<Record<string, string | undefined>>) {
  const { OPERATOR_PORT: port, OPERATOR_HOST: host } = environment;
  if (!port?.trim()) {
    const isHeld = isInUse(join(dataFolderOf(environment), 'coverband.db'));
    return { isWell: isHeld, said: isHeld ? 'a bot works on the data' : 'no bot works on the data' };
  }
  const answer = await fetch(`${operatorOrigin(host?.trim() || undefined, port.trim())}/healthz`, {
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  return { isWell: answer.ok, said: await answer.text() };
}

try {
  loadEnvFile('.env', process.env);
  const { isWell, said } = await checkHealth(process.env);
  process.stdout.write(`${said}\n`);
  process.exitCode = isWell ? 0 : 1;
} catch (error) {
  const said = error instanceof EnvFileError ? error.message : 'the bot does not answer where OPERATOR_PORT says';
  process.stdout.write(`${said}\n`);
  process.exitCode = 1;
}
