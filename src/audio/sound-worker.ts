import { writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { Logging, LogLevel } from 'mediabunny';
import { DecodeError } from '../codec/decode-error.ts';
import type { FileTags } from '../domain/delivery/file-tags.ts';
import { compareSound } from './compare-sound.ts';
import { findBestPart } from './find-best-part.ts';
import { type FinishedSound, type FinishOptions, finishSound } from './finish-sound.ts';
import { type FitOptions, fitSound } from './fit-sound.ts';
import { measureSound } from './measure-sound.ts';
import type { MeasuredSound } from './port.ts';
import { outputDescriptor, serveOneTask } from './serve-one-task.ts';
import type { SoundLimits } from './sound-limits.ts';
import { type TagsToWrite, tagSound } from './tag-sound.ts';

/** All but `measure` and `bestPart` write to the file that the worker was given. */
export type SoundTask = { path: string; limits: SoundLimits } & (
  | ({ kind: 'fit'; tags: SentTags | null } & FitOptions)
  | ({ kind: 'finish'; tags: SentTags } & Omit<FinishOptions, 'tags'>)
  | ({ kind: 'compare' } & FitOptions)
  | { kind: 'measure' }
  | { kind: 'bestPart'; seconds: number }
);

/** The picture in base64, as bytes do not go from process to process. */
export interface SentTags extends FileTags {
  picture: string | null;
}

export type SoundAnswer =
  | { kind: 'written'; sizeBytes: number; soundHash: string | null; lufs: number | null }
  | ({ kind: 'measured' } & MeasuredSound)
  | { kind: 'found'; startSeconds: number }
  /** The sound's own fault; the reason is for the log. */
  | { kind: 'impossible'; reason: string }
  /** The disk's fault. */
  | { kind: 'diskFailed'; reason: string };

async function answer(task: SoundTask): Promise<SoundAnswer> {
  const bytes = await readFile(task.path).catch(diskFailed);
  if (!(bytes instanceof Uint8Array)) return bytes;
  try {
    if (task.kind === 'measure') return { kind: 'measured', ...(await measureSound(bytes, task.limits)) };
    if (task.kind === 'bestPart') return { kind: 'found', startSeconds: await findBestPart(bytes, task) };
    const made = await make(bytes, task);
    return made ? write(made) : { kind: 'impossible', reason: REASONS[task.kind] };
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return { kind: 'impossible', reason: `${error.code}: ${error.message}` };
  }
}

const REASONS = {
  fit: 'too long for the size',
  finish: 'neither its tags nor its level can be changed',
  compare: 'it is as it is to be, or too long for the size',
} as const;

async function make(
  bytes: Uint8Array,
  task: Exclude<SoundTask, { kind: 'measure' | 'bestPart' }>,
): Promise<FinishedSound | undefined> {
  switch (task.kind) {
    case 'finish':
      return finishSound(bytes, { ...task, tags: tagsOf(task.tags) });
    case 'compare': {
      const compared = await compareSound(bytes, task, task.limits);
      return compared && { bytes: compared, soundHash: null, lufs: null };
    }
    case 'fit':
      return fitted(bytes, task);
  }
}

async function fitted(bytes: Uint8Array, task: SoundTask & { kind: 'fit' }): Promise<FinishedSound | undefined> {
  const tags = task.tags && tagsOf(task.tags);
  const maximumBytes = task.maximumBytes - (tags ? TAG_BYTES + (tags.picture?.length ?? 0) : 0);
  const mp3 = await fitSound(bytes, { ...task, maximumBytes }, task.limits);
  const tagged = mp3 && tags && (await tagSound(mp3.bytes, tags));
  return mp3 && { soundHash: null, ...mp3, ...tagged };
}

/** What tags may take beside their picture. */
const TAG_BYTES = 16_384;

function tagsOf({ picture, ...tags }: SentTags): TagsToWrite {
  return { ...tags, picture: picture === null ? null : Buffer.from(picture, 'base64') };
}

function write({ bytes, ...facts }: FinishedSound): SoundAnswer {
  try {
    writeFileSync(outputDescriptor, bytes);
    return { kind: 'written', sizeBytes: bytes.length, ...facts };
  } catch (error) {
    return diskFailed(error);
  }
}

function diskFailed(error: unknown): SoundAnswer {
  return { kind: 'diskFailed', reason: error instanceof Error && 'code' in error ? String(error.code) : 'unknown' };
}

Logging.level = LogLevel.Silent;
serveOneTask(answer);
