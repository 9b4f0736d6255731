import type { Logger } from '../logger.ts';
import type { DisposableWorkers } from './disposable-workers.ts';
import type { DrawAnswer, DrawTask } from './draw-worker.ts';
import type { Waveform } from './lay-out-waveform.ts';
import type { Levels } from './port.ts';
import type { ResultFolder } from './result-folder.ts';

/** The words in the picture, in one language. */
export interface WaveformLabels {
  reference: string;
  /** In place of that, where there is one and it cannot be measured. */
  noReference: string;
  /** For the only take. */
  made: (kind: 'cover' | 'song') => string;
  /** From 1. */
  take: (number: number) => string;
}

export interface WaveformsOptions {
  log: Logger;
  labelsIn: (locale: string) => WaveformLabels;
  results: ResultFolder;
  draw: DisposableWorkers<DrawTask, DrawAnswer>['run'];
}

/** `kind` says what the takes are; undefined in place of what could not be measured. */
export interface WaveformSounds {
  kind: 'cover' | 'song';
  /** Null: there is one, and it could not be measured. */
  reference: Levels | null | undefined;
  takes: readonly (Levels | undefined)[];
  /** Of Discord's. */
  locale: string;
}

export interface Waveforms {
  /** Rejects with the signal's reason and for nothing else: a cover does not fail for want of a picture. */
  draw(sounds: WaveformSounds, signal: AbortSignal): Promise<string | undefined>;
}

/** No model makes more at once, and more would not be seen on a phone. */
const MOST_TAKES = 4;

export function createWaveforms({ log, labelsIn, results, draw }: WaveformsOptions): Waveforms {
  let hasNoCanvas = false;

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
        const waveforms = rowsOf(sounds, labelsIn(sounds.locale));
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

function rowsOf({ kind, reference, takes }: WaveformSounds, labels: WaveformLabels): Waveform[] {
  const rows = takes.slice(0, MOST_TAKES).flatMap((levels, index): Waveform[] => {
    const label = takes.length === 1 ? labels.made(kind) : labels.take(index + 1);
    return levels ? [{ kind: 'take', label, levels }] : [];
  });
  if (reference) return [{ kind: 'reference', label: labels.reference, levels: reference }, ...rows];
  if (reference === undefined || rows.length === 0) return rows;
  return [{ kind: 'reference', label: labels.noReference, levels: { seconds: 0, steps: [] } }, ...rows];
}
