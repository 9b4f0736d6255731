import { enableCompileCache } from 'node:module';

// Before anything else is loaded: a start takes half the time with it.
enableCompileCache();
const { runProcess } = await import('./run.ts');
await runProcess();
