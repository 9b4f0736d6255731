import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { LONGEST_KNOWN_SECONDS } from '../domain/song/song-formats.ts';
import { diskError } from '../lib/full-disk.ts';
import type { Logger } from '../logger.ts';
import { createDisposableWorkers, type Ended } from './disposable-workers.ts';
import { createWaveforms, type WaveformLabels } from './draw-waveform.ts';
import type { DrawAnswer, DrawTask } from './draw-worker.ts';
import type { MadeSound, MediaEncoder, TagsOfFile } from './port.ts';
import { openResultFolder } from './result-folder.ts';
import type { SentTags, SoundAnswer, SoundTask } from './sound-worker.ts';

export interface MediaEncoderOptions {
  log: Logger;
  /** For results alone, on the disk that they will be moved on. */
  folder: string;
  labelsIn: (locale: string) => WaveformLabels;
  /** How many sounds are worked on at once; further ones wait. */
  workers?: number;
  /** Real time for one sound. Six minutes of it take some 10 s, and three times as long on a busy machine. */
  timeoutMs?: number;
  /** For the objects of one worker. */
  heapMegabytes?: number;
  /** For all of one worker: the program, the file and its sound piece by piece. The largest files take 250. */
  memoryMegabytes?: number;
  /** A worker holds its file whole. Six minutes of 24-bit stereo WAV at 48 kHz are 104 MB. */
  maximumMegabytes?: number;
  /** For what workers have compiled. Default: it is not kept. */
  cacheFolder?: string;
}

/** Longer than any song that a model makes; beyond it a file is not what it says it is. */
const LIMITS = { maximumSeconds: 900, maximumChannels: 8 };

const DRAWING_MS = 20_000;

/** Makes its folder, and empties it of what a crash left behind. */
export function createMediaEncoder({
  log,
  folder,
  labelsIn,
  workers = 2,
  timeoutMs = 120_000,
  heapMegabytes = 128,
  memoryMegabytes = 400,
  maximumMegabytes = 130,
  cacheFolder,
}: MediaEncoderOptions): MediaEncoder {
  const results = openResultFolder(folder);
  const limits = { workers, heapMegabytes, memoryMegabytes, cacheFolder };
  const sounds = createDisposableWorkers<SoundTask, SoundAnswer>({
    ...limits,
    entry: new URL('./sound-worker.ts', import.meta.url),
    timeoutMs,
  });
  const drawing = createDisposableWorkers<DrawTask, DrawAnswer>({
    ...limits,
    entry: new URL('./draw-worker.ts', import.meta.url),
    timeoutMs: DRAWING_MS,
    workers: 1,
    mayLoadAddons: true,
  });
  const closing = new AbortController();
  const waveforms = createWaveforms({ log, labelsIn, results, draw: drawing.run });

  /** Undefined, and a line in the log, where the sound is to blame. */
  async function work(task: SoundTask, signal: AbortSignal, output?: number): Promise<SoundAnswer | undefined> {
    const startedAt = performance.now();
    const sizeBytes = await sizeOf(task.path);
    const isTooLarge = sizeBytes > maximumMegabytes * 1_000_000;
    const ended = isTooLarge
      ? undefined
      : await sounds.run(task, signal, { input: task.path, ...(output !== undefined && { output }) });
    if (ended?.kind === 'answered' && ended.answer.kind === 'diskFailed') {
      throw diskError('a sound could not be read or written', ended.answer.reason);
    }
    if (ended?.kind === 'answered' && ended.answer.kind !== 'impossible') return ended.answer;
    const tookMs = Math.round(performance.now() - startedAt);
    const reason = ended ? reasonOf(ended) : 'too large';
    log.info({ task: task.kind, reason, sizeBytes, tookMs }, 'a sound could not be worked on');
    return undefined;
  }

  async function write(task: SoundTask, signal: AbortSignal): Promise<MadeSound | undefined> {
    const stop = AbortSignal.any([signal, closing.signal]);
    stop.throwIfAborted();
    let facts: Omit<MadeSound, 'path'> | undefined;
    const path = await results.make(endingOf(task), async (descriptor) => {
      const answer = await work(task, stop, descriptor);
      if (answer?.kind !== 'written') return false;
      facts = { soundHash: answer.soundHash, lufs: answer.lufs };
      return true;
    });
    return path !== undefined && facts ? { path, ...facts } : undefined;
  }

  return {
    async measure(path, signal) {
      const stop = AbortSignal.any([signal, closing.signal]);
      const answer = await work({ kind: 'measure', path: resolve(path), limits: LIMITS }, stop);
      return answer?.kind === 'measured' ? { levels: answer.levels, loudness: answer.loudness } : undefined;
    },
    async bestPart(path, seconds, signal) {
      const stop = AbortSignal.any([signal, closing.signal]);
      const limits = { ...LIMITS, maximumSeconds: LONGEST_KNOWN_SECONDS };
      const answer = await work({ kind: 'bestPart', path: resolve(path), limits, seconds }, stop);
      return answer?.kind === 'found' ? answer.startSeconds : undefined;
    },
    async finish(path, { tags, ...finish }, signal) {
      const sent = await sentTags(tags);
      return write({ kind: 'finish', path: resolve(path), limits: LIMITS, tags: sent, ...finish }, signal);
    },
    async fit(path, { tags, ...fit }, signal) {
      const sent = tags && (await sentTags(tags));
      return write({ kind: 'fit', path: resolve(path), limits: LIMITS, tags: sent, ...fit }, signal);
    },
    async compare(path, compare, signal) {
      return (await write({ kind: 'compare', path: resolve(path), limits: LIMITS, ...compare }, signal))?.path;
    },
    drawWaveform({ reference, takes, ...sounds }, signal) {
      const measured = {
        reference: reference === null ? null : reference?.levels,
        takes: takes.map((take) => take?.levels),
      };
      return waveforms.draw({ ...sounds, ...measured }, AbortSignal.any([signal, closing.signal]));
    },
    async close() {
      const reason = new Error('the media encoder is closed');
      closing.abort(reason);
      await Promise.all([sounds.close(reason), drawing.close(reason)]);
    },
  };
}

/** Ours are smaller; a larger one would take the room of the sound. */
const PICTURE_MAXIMUM_BYTES = 150_000;

/** Without a picture where that cannot be had. */
async function sentTags({ picture, ...tags }: TagsOfFile): Promise<SentTags> {
  const png = picture === null ? undefined : await readFile(picture).catch(() => undefined);
  return { ...tags, picture: png && png.length <= PICTURE_MAXIMUM_BYTES ? png.toString('base64') : null };
}

/** Files of the store have no names, so their kind is not known here: what is finished is what it was. */
function endingOf({ kind }: SoundTask): 'mp3' | 'sound' {
  return kind === 'finish' ? 'sound' : 'mp3';
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new Error(`a sound could not be read or written: ${code}`);
  }
}

function reasonOf(ended: Ended<SoundAnswer>): string {
  if (ended.kind === 'crashed') return ended.reason;
  if (ended.kind === 'answered' && ended.answer.kind === 'impossible') return ended.answer.reason;
  return ended.kind;
}
