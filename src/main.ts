// First of all: a Node that reads this file may still be too old for the others.
import './tools/preflight.cjs';
import { enableCompileCache } from 'node:module';

// Before anything else is loaded: a start takes half the time with it.
enableCompileCache();
const { runProcess } = await import('./run.ts');
await runProcess();
