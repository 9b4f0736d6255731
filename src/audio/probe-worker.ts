import { readFile } from 'node:fs/promises';
import { Logging, LogLevel } from 'mediabunny';
import { type Examined, examine } from './examine.ts';
import { serveOneTask } from './serve-one-task.ts';

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
serveOneTask(answer);
