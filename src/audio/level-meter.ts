import type { Level } from './port.ts';
import { regroup } from './regroup.ts';

/** Steps in memory at most; between half of that and all of it for anything but the shortest sounds. */
const MOST_STEPS = 8_192;

export interface LevelMeter {
  /** The next piece of a sound, all its channels of one length. */
  add(channels: readonly Float32Array[]): void;
  /** The whole in so many steps, or in fewer where it has fewer samples. */
  read(count: number): Level[];
}

/** Measures a sound of unknown length in fixed memory: its steps begin as single samples and double when there are too many. */
export function createLevelMeter(): LevelMeter {
  const peaks = new Float32Array(MOST_STEPS);
  const squares = new Float64Array(MOST_STEPS);
  let samplesPerStep = 1;
  let step = 0;
  let inStep = 0;

  function doubleSteps(): void {
    for (let index = 0; index < MOST_STEPS / 2; index += 1) {
      peaks[index] = Math.max(peaks[2 * index] ?? 0, peaks[2 * index + 1] ?? 0);
      squares[index] = ((squares[2 * index] ?? 0) + (squares[2 * index + 1] ?? 0)) / 2;
    }
    peaks.fill(0, MOST_STEPS / 2);
    squares.fill(0, MOST_STEPS / 2);
    samplesPerStep *= 2;
    step = MOST_STEPS / 2;
  }

  function addSample(peak: number, square: number): void {
    if (step === MOST_STEPS) doubleSteps();
    if (peak > (peaks[step] ?? 0)) peaks[step] = peak;
    squares[step] = (squares[step] ?? 0) + square / samplesPerStep;
    inStep += 1;
    if (inStep < samplesPerStep) return;
    inStep = 0;
    step += 1;
  }

  return {
    add(channels) {
      const length = channels[0]?.length ?? 0;
      for (let index = 0; index < length; index += 1) {
        let peak = 0;
        let square = 0;
        for (const channel of channels) {
          // What is not a number is silence.
          const value = Math.abs(channel[index] ?? 0) || 0;
          if (value > peak) peak = value;
          square += value * value;
        }
        addSample(peak, square / channels.length);
      }
    },
    read(count) {
      // The last step, which is not full, would look too quiet.
      const steps = Array.from({ length: Math.max(1, step) }, (_, index) => ({
        peak: peaks[index] ?? 0,
        rms: Math.sqrt(squares[index] ?? 0),
      }));
      return regroup(steps, Math.min(count, steps.length));
    },
  };
}
