import { readFile } from 'node:fs/promises';
import { flushCompileCache } from 'node:module';
import { Logging, LogLevel } from 'mediabunny';
import { workerReady } from './disposable-workers.ts';
import { type Examined, examine } from './examine.ts';

export interface ProbeTask {
  path: string;
  maximumSeconds: number;
}

/** `unreadable`: the file could not be read from the disk, which is no song's fault. */
export type ProbeAnswer = Examined | { kind: 'unreadable'; reason: string };

async function answer({ path, maximumSeconds }: ProbeTask): Promise<ProbeAnswer> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => error.code ?? 'unknown');
  return typeof bytes === 'string' ? { kind: 'unreadable', reason: bytes } : examine(bytes, maximumSeconds);
}

Logging.level = LogLevel.Silent;
process.once('message', async (task: ProbeTask) => process.send?.(await answer(task)));
// Whoever asked is gone, perhaps killed.
process.once('disconnect', () => process.exit());
// It will be killed, so what was compiled is put down now.
flushCompileCache();
process.send?.(workerReady);
