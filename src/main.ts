// First of all: a Node that reads this file may still be too old for the others.
import './tools/preflight.cjs';
import { enableCompileCache, flushCompileCache } from 'node:module';
import { codeFolderIn, dataFolderOf, openDataFolder } from './data-folder.ts';

// Whatever the bot and its workers write is for their own user alone.
process.umask(0o077);
try {
  const dataFolder = dataFolderOf(process.env);
  openDataFolder(dataFolder);
  // Before anything else is loaded: a start takes half the time with it.
  enableCompileCache(codeFolderIn(dataFolder, 'bot'));
} catch {
  // The bot starts without it, and then says itself what is wrong with the folder.
}
const { runProcess } = await import('./run.ts');
// What was compiled is put down now: a process that is killed leaves nothing for the next one. Once members are answered, the
// second that it takes would be theirs.
flushCompileCache();
// Reading two thousand modules leaves half as much behind again as is kept. Left to itself, V8 would hold on to it for good.
globalThis.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' });
await runProcess();
