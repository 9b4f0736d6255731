import { createStereo, type Stereo } from './stereo.ts';

/** Freeverb's delays in samples at 44.1 kHz, every second comb of it: enough for small rooms. */
const COMBS = [1_116, 1_277, 1_422, 1_557];
const ALLPASSES = [556, 341];
/** The right side is a little longer, so that the room is wide. */
const SPREAD = 23;

export interface Room {
  /** 0 … 1: how long it rings. */
  size: number;
  /** 0 … 1: how fast the highs die. */
  damping: number;
}

/** Only the room, without what is played in it. */
export function renderReverb(samples: Float32Array, sampleRate: number, room: Room): Stereo {
  const result = createStereo(samples.length);
  for (const [channel, spread] of [
    [result.left, 0],
    [result.right, SPREAD],
  ] as const) {
    const lengthOf = (delay: number) => Math.max(1, Math.round(((delay + spread) * sampleRate) / 44_100));
    for (const delay of COMBS) addComb(channel, samples, lengthOf(delay), room);
    for (const delay of ALLPASSES) applyAllpass(channel, lengthOf(delay));
  }
  return result;
}

function addComb(target: Float32Array, samples: Float32Array, length: number, { size, damping }: Room): void {
  const line = new Float32Array(length);
  const feedback = 0.7 + 0.28 * size;
  const gain = 0.25 * (1 - feedback);
  let dulled = 0;
  let at = 0;
  for (let index = 0; index < samples.length; index++) {
    const echo = line[at] as number;
    dulled += (1 - 0.6 * damping) * (echo - dulled);
    line[at] = (samples[index] as number) + dulled * feedback;
    target[index] = (target[index] as number) + echo * gain;
    at = at + 1 === length ? 0 : at + 1;
  }
}

function applyAllpass(samples: Float32Array, length: number): void {
  const line = new Float32Array(length);
  let at = 0;
  for (let index = 0; index < samples.length; index++) {
    const echo = line[at] as number;
    const input = samples[index] as number;
    line[at] = input + echo * 0.5;
    samples[index] = echo - input * 0.5;
    at = at + 1 === length ? 0 : at + 1;
  }
}

/** Repeats what is played, dying away from one side to the other. */
export function renderEcho(samples: Float32Array, delaySamples: number, feedback: number): Stereo {
  const { left, right } = createStereo(samples.length);
  for (let index = delaySamples; index < samples.length; index++) {
    const before = index - delaySamples;
    left[index] = (samples[before] as number) + feedback * (right[before] as number);
    right[index] = feedback * (left[before] as number);
  }
  return { left, right };
}
