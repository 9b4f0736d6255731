import { writeFileSync } from 'node:fs';
import { renderEnvExample } from '../config/settings.ts';

/** Writes `.env.example` anew from the settings: `node src/tools/write-env-example.ts`. */
writeFileSync('.env.example', renderEnvExample());
