import { writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { Logging, LogLevel } from 'mediabunny';
import { type Examined, type ExamineOptions, examine } from './examine.ts';
import { isSilent } from './is-silent.ts';
import { outputDescriptor, serveOneTask } from './serve-one-task.ts';

export interface ProbeTask extends ExamineOptions {
  path: string;
  /** Writes what is sent in place of the file, if that cannot go as it is, to the file that the worker was given. */
  takesOut: boolean;
  /** Finds out whether it is silent from end to end. */
  listens: boolean;
}

/** `diskFailed`: the file could not be read or what was taken out of it not written, which is no song's fault. */
export type ProbeAnswer =
  | (Omit<Extract<Examined, { kind: 'song' }>, 'replacement'> & { isReplaced: boolean; isSilent: boolean })
  | Exclude<Examined, { kind: 'song' }>
  | { kind: 'diskFailed'; reason: string };

/** Of this process, which is given more than that: what it has found out shall not be lost for listening. */
const LISTENING_CPU_MS = 2_500;
const LISTENING_MEGABYTES = 250;

async function answer({ path, takesOut, listens, ...options }: ProbeTask): Promise<ProbeAnswer> {
  const bytes = await readFile(path).catch(diskFailed);
  if (!(bytes instanceof Uint8Array)) return bytes;
  const examined = await examine(bytes, options);
  if (examined.kind !== 'song') return examined;
  const { replacement, ...found } = examined;
  const isHeardNowhere = listens && (await isSilent(replacement ?? bytes, hasUsedEnough));
  try {
    if (takesOut && replacement) writeFileSync(outputDescriptor, replacement);
  } catch (error) {
    return diskFailed(error);
  }
  return { ...found, isReplaced: replacement !== null, isSilent: isHeardNowhere };
}

function hasUsedEnough(): boolean {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000 > LISTENING_CPU_MS || process.memoryUsage.rss() / 1_000_000 > LISTENING_MEGABYTES;
}

function diskFailed(error: unknown): Extract<ProbeAnswer, { kind: 'diskFailed' }> {
  return { kind: 'diskFailed', reason: error instanceof Error && 'code' in error ? String(error.code) : 'unknown' };
}

// The muxers write the time and a number by chance into what they make. The same upload has to give the same file.
Date.now = () => 0;
Math.random = () => 0;
Logging.level = LogLevel.Silent;
serveOneTask(answer);
