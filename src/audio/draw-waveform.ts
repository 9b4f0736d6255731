import type { Logger } from '../logger.ts';
import type { DisposableWorkers } from './disposable-workers.ts';
import type { DrawAnswer, DrawTask } from './draw-worker.ts';
import type { Waveform } from './lay-out-waveform.ts';
import type { Levels } from './levels.ts';
import type { ResultFolder } from './result-folder.ts';

/** The words in the picture, in one language. */
export interface WaveformLabels {
  reference: string;
  /** For the only take. */
  made: (kind: 'cover' | 'song') => string;
  /** From 1. */
  take: (number: number) => string;
}

export interface WaveformsOptions {
  log: Logger;
  labelsIn: (locale: string) => WaveformLabels;
  results: ResultFolder;
  /** Undefined for a sound that cannot be decoded. */
  measure: (path: string, signal: AbortSignal) => Promise<Levels | undefined>;
  draw: DisposableWorkers<DrawTask, DrawAnswer>['run'];
}

/** Paths of files; `kind` says what the takes are. */
export interface WaveformSounds {
  kind: 'cover' | 'song';
  reference: string | null;
  takes: readonly string[];
  /** Of Discord's. */
  locale: string;
}

export interface Waveforms {
  /** Rejects with the signal's reason and for nothing else: a cover does not fail for want of a picture. */
  draw(sounds: WaveformSounds, signal: AbortSignal): Promise<string | undefined>;
}

/** No model makes more at once, and more would not be seen on a phone. */
const MOST_TAKES = 4;

export function createWaveforms({ log, labelsIn, results, measure, draw }: WaveformsOptions): Waveforms {
  let hasNoCanvas = false;

  /** The sound's row, if it can be had. */
  async function rowOf({ path, ...row }: Row, signal: AbortSignal): Promise<Waveform[]> {
    try {
      const levels = await measure(path, signal);
      return levels ? [{ ...row, levels }] : [];
    } catch (error) {
      signal.throwIfAborted();
      log.warn({ err: error }, 'a sound is left out of the picture');
      return [];
    }
  }

  async function paint(waveforms: Waveform[], signal: AbortSignal, descriptor: number): Promise<boolean> {
    const ended = await draw({ waveforms }, signal, { output: descriptor });
    if (ended.kind === 'answered' && ended.answer.kind === 'drawn') return true;
    if (ended.kind === 'answered' && ended.answer.kind === 'noCanvas') {
      if (!hasNoCanvas) log.warn('covers have no pictures: the canvas cannot be loaded on this machine');
      hasNoCanvas = true;
    } else log.warn({ ended }, 'the picture of a cover could not be drawn');
    return false;
  }

  return {
    async draw(sounds, signal) {
      signal.throwIfAborted();
      if (hasNoCanvas) return undefined;
      try {
        const rows = await Promise.all(rowsOf(sounds, labelsIn(sounds.locale)).map((row) => rowOf(row, signal)));
        const waveforms = rows.flat();
        if (waveforms.length === 0) return undefined;
        return await results.make('png', (descriptor) => paint(waveforms, signal, descriptor));
      } catch (error) {
        signal.throwIfAborted();
        log.warn({ err: error }, 'the picture of a cover could not be drawn');
        return undefined;
      }
    },
  };
}

type Row = Pick<Waveform, 'kind' | 'label'> & { path: string };

function rowsOf({ kind, reference, takes }: WaveformSounds, labels: WaveformLabels): Row[] {
  const rows: Row[] = takes.slice(0, MOST_TAKES).map((path, index) => {
    return { kind: 'take', label: takes.length === 1 ? labels.made(kind) : labels.take(index + 1), path };
  });
  return reference === null ? rows : [{ kind: 'reference', label: labels.reference, path: reference }, ...rows];
}
