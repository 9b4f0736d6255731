import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Looks at what this process holds, again and again while something runs. */
export function watchMemory() {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  const samples: number[] = [];

  return {
    /** What is really held: the collector is run, and given a moment to let go of buffers. */
    async sample(): Promise<void> {
      collect();
      await setImmediate();
      collect();
      const { heapUsed, arrayBuffers } = process.memoryUsage();
      samples.push(heapUsed + arrayBuffers);
    },
    count: () => samples.length,
    /** From a sample to a later one, in bytes; what earlier tests held may go meanwhile and does not count. */
    largestRise(): number {
      let lowest = Infinity;
      let rise = 0;
      for (const sample of samples) {
        lowest = Math.min(lowest, sample);
        rise = Math.max(rise, sample - lowest);
      }
      return rise;
    },
  };
}
