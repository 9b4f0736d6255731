import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Logger } from '../logger.ts';
import { createDisposableWorkers, type Ended } from './disposable-workers.ts';
import { createWaveforms, type WaveformLabels } from './draw-waveform.ts';
import type { DrawAnswer, DrawTask } from './draw-worker.ts';
import type { MediaEncoder } from './port.ts';
import { openResultFolder } from './result-folder.ts';
import type { SoundAnswer, SoundTask } from './sound-worker.ts';

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
  const waveforms = createWaveforms({ log, labelsIn, results, measure, draw: drawing.run });

  /** Undefined, and a line in the log, where the sound is to blame. */
  async function work(task: SoundTask, signal: AbortSignal, output?: number): Promise<SoundAnswer | undefined> {
    const startedAt = performance.now();
    const sizeBytes = await sizeOf(task.path);
    const isTooLarge = sizeBytes > maximumMegabytes * 1_000_000;
    const ended = isTooLarge
      ? undefined
      : await sounds.run(task, signal, { input: task.path, ...(output !== undefined && { output }) });
    if (ended?.kind === 'answered' && ended.answer.kind === 'diskFailed') {
      throw new Error(`a sound could not be read or written: ${ended.answer.reason}`);
    }
    if (ended?.kind === 'answered' && ended.answer.kind !== 'impossible') return ended.answer;
    const tookMs = Math.round(performance.now() - startedAt);
    const reason = ended ? reasonOf(ended) : 'too large';
    log.info({ task: task.kind, reason, sizeBytes, tookMs }, 'a sound could not be worked on');
    return undefined;
  }

  async function measure(path: string, signal: AbortSignal) {
    const answer = await work({ kind: 'measure', path: resolve(path), limits: LIMITS }, signal);
    return answer?.kind === 'measured' ? answer.levels : undefined;
  }

  return {
    async fit(path, maximumBytes, signal) {
      const stop = AbortSignal.any([signal, closing.signal]);
      stop.throwIfAborted();
      const task: SoundTask = { kind: 'fit', path: resolve(path), maximumBytes, limits: LIMITS };
      return results.make('mp3', async (descriptor) => (await work(task, stop, descriptor))?.kind === 'fitted');
    },
    drawWaveform: (sounds, signal) => waveforms.draw(sounds, AbortSignal.any([signal, closing.signal])),
    async close() {
      const reason = new Error('the media encoder is closed');
      closing.abort(reason);
      await Promise.all([sounds.close(reason), drawing.close(reason)]);
    },
  };
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
