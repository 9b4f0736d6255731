// The bot's start on any Node: an older one cannot even read `main.ts`, and is told here what is missing.
require('./tools/preflight.cjs');
import('./main.ts');
