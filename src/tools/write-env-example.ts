import { writeFileSync } from 'node:fs';
import { renderEnvExample, renderSettingsPage } from '../config/describe-settings.ts';
import { settings } from '../config/settings.ts';

/** Writes `.env.example` and `docs/settings.md` anew from the settings: `node src/tools/write-env-example.ts`. */
writeFileSync('.env.example', renderEnvExample(settings));
writeFileSync('docs/settings.md', renderSettingsPage(settings));
