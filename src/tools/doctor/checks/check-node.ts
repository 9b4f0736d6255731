import { type Finding, fail, ok, warn } from '../finding.ts';

const NEEDED = 24;

/** `version` as in `process.versions.node`; `wanted` is the one that the bot is tested with. */
export function checkNode(version: string, wanted: string): Finding {
  const major = majorOf(version);
  if (major < NEEDED) {
    return fail(
      'node',
      `Node ${version}, and the bot needs ${NEEDED} or newer`,
      `install Node ${wanted}, or run "npm ci" without --omit=optional where that brings it (Linux)`,
    );
  }
  if (major > majorOf(wanted)) {
    return warn(
      'node',
      `Node ${version}, newer than the bot is tested with`,
      `should anything be odd, use Node ${wanted}`,
    );
  }
  return ok('node', `Node ${version}`);
}

function majorOf(version: string): number {
  return Number(version.split('.')[0]);
}
