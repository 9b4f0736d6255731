import { writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { Logging, LogLevel } from 'mediabunny';
import { DecodeError } from '../codec/decode-error.ts';
import { fitSound } from './fit-sound.ts';
import type { Levels } from './levels.ts';
import { measureSound } from './measure-sound.ts';
import { outputDescriptor, serveOneTask } from './serve-one-task.ts';
import type { SoundLimits } from './sound-limits.ts';

/** `fit` writes an MP3 to the file that the worker was given. */
export type SoundTask = { path: string; limits: SoundLimits } & (
  | { kind: 'fit'; maximumBytes: number }
  | { kind: 'measure' }
);

export type SoundAnswer =
  | { kind: 'fitted'; sizeBytes: number }
  | { kind: 'measured'; levels: Levels }
  /** The sound's own fault; the reason is for the log. */
  | { kind: 'impossible'; reason: string }
  /** The disk's fault. */
  | { kind: 'diskFailed'; reason: string };

async function answer(task: SoundTask): Promise<SoundAnswer> {
  const bytes = await readFile(task.path).catch(diskFailed);
  if (!(bytes instanceof Uint8Array)) return bytes;
  try {
    if (task.kind === 'measure') return { kind: 'measured', levels: await measureSound(bytes, task.limits) };
    const mp3 = await fitSound(bytes, task.maximumBytes, task.limits);
    return mp3 ? write(mp3) : { kind: 'impossible', reason: 'too long for the size' };
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return { kind: 'impossible', reason: `${error.code}: ${error.message}` };
  }
}

function write(mp3: Uint8Array): SoundAnswer {
  try {
    writeFileSync(outputDescriptor, mp3);
    return { kind: 'fitted', sizeBytes: mp3.length };
  } catch (error) {
    return diskFailed(error);
  }
}

function diskFailed(error: unknown): SoundAnswer {
  return { kind: 'diskFailed', reason: error instanceof Error && 'code' in error ? String(error.code) : 'unknown' };
}

Logging.level = LogLevel.Silent;
serveOneTask(answer);
