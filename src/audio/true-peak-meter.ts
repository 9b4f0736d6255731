/** Samples on each side of a place between two of them that have a say in what is heard there. */
const REACH = 12;

export interface TruePeakMeter {
  add(channels: readonly Float32Array[]): void;
  /** The highest swing so far, where 1 is full scale. */
  read(): number;
}

/**
 * How far a sound swings between its samples as well, where a player's converter or encoder would clip it: it is looked at four
 * times as closely as its samples stand. Most of a song cannot hold the highest swing, and that is told by its samples.
 */
export function createTruePeakMeter(sampleRate: number): TruePeakMeter {
  const phases = phasesOf(sampleRate < 96_000 ? 4 : sampleRate < 192_000 ? 2 : 1);
  // No place between samples swings further than this times the highest of them.
  const bound = Math.max(1, ...phases.map((phase) => phase.reduce((sum, weight) => sum + Math.abs(weight), 0)));
  let held: Float32Array[] = [];
  let peak = 0;

  function addChannel(sound: Float32Array): void {
    for (let from = 0; from + 2 * REACH <= sound.length; from += REACH) {
      // Of all samples that have a say in what is heard between those of one block.
      const highest = highestIn(sound, from, Math.min(sound.length, from + 3 * REACH));
      peak = Math.max(peak, highest);
      if (highest * bound <= peak) continue;
      const until = Math.min(from + REACH, sound.length - 2 * REACH + 1);
      for (let start = from; start < until; start += 1) peak = Math.max(peak, highestBetween(sound, start, phases));
    }
  }

  return {
    add(channels) {
      channels.forEach((channel, index) => {
        const before = held[index] ?? new Float32Array(2 * REACH - 1);
        const sound = new Float32Array(before.length + channel.length);
        sound.set(before);
        sound.set(channel, before.length);
        addChannel(sound);
        held[index] = sound.slice(Math.max(0, sound.length - (2 * REACH - 1)));
      });
    },
    read() {
      // What comes behind the end is silence.
      for (const sound of held) {
        const last = new Float32Array(sound.length + 2 * REACH);
        last.set(sound);
        addChannel(last);
      }
      held = [];
      return peak;
    },
  };
}

function highestIn(sound: Float32Array, from: number, until: number): number {
  let highest = 0;
  for (let index = from; index < until; index += 1) {
    const swing = Math.abs(sound[index] as number);
    if (swing > highest) highest = swing;
  }
  return highest;
}

function highestBetween(sound: Float32Array, start: number, phases: readonly Float64Array[]): number {
  let highest = 0;
  for (const phase of phases) {
    let sum = 0;
    for (let tap = 0; tap < 2 * REACH; tap += 1) sum += (phase[tap] as number) * (sound[start + tap] as number);
    const swing = Math.abs(sum);
    if (swing > highest) highest = swing;
  }
  return highest;
}

/** For each place between two samples, the weights of those around it: a windowed sinc. The sample itself needs none. */
function phasesOf(count: number): Float64Array[] {
  return Array.from({ length: count - 1 }, (_, index) => {
    const offset = (index + 1) / count;
    return Float64Array.from({ length: 2 * REACH }, (_, tap) => {
      const distance = tap - (REACH - 1) - offset;
      const window = 0.5 + 0.5 * Math.cos((Math.PI * distance) / REACH);
      return (Math.sin(Math.PI * distance) / (Math.PI * distance)) * window;
    });
  });
}
