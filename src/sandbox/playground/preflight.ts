import manifest from './package.json' with { type: 'json' };
import { packageFolder } from './package-folder.ts';

/** Runs before the demo: an installation of the bot alone lacks the demo's packages, and should say so in words. */
const missing = Object.keys(manifest.dependencies).filter((name) => packageFolder(name) === undefined);
if (missing.length > 0) {
  process.stderr.write(
    `The demo needs packages that are not here (${missing.join(', ')}): run "npm ci" without further options.\n`,
  );
  process.exitCode = 1;
}
