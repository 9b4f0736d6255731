import type { Random } from './random.ts';

export interface Pluck {
  hertz: number;
  /** How long the string rings before it is damped. */
  seconds: number;
  /** 0 … 1: how much of the highs is in the attack. */
  brightness: number;
  /** How much is left of each turn of the string, just below 1. */
  ring: number;
}

const DAMPING_SECONDS = 0.03;

/** A plucked string: noise that goes round a loop as long as a period and is dulled each time (Karplus and Strong). */
export function renderPluck(sampleRate: number, { hertz, seconds, brightness, ring }: Pluck, random: Random) {
  const period = sampleRate / hertz;
  const length = Math.max(2, Math.floor(period - 0.5));
  // What is missing to a whole period is read between two samples, else high strings would be out of tune.
  const share = period - 0.5 - length;
  const line = pluckNoise(length, brightness, random);
  const samples = new Float32Array(Math.round(seconds * sampleRate));
  const damping = Math.max(1, Math.round(DAMPING_SECONDS * sampleRate));
  let at = 0;
  let before = 0;
  for (let index = 0; index < samples.length; index++) {
    const now = line[at] as number;
    const next = line[at + 1 === length ? 0 : at + 1] as number;
    const between = now + share * (before - now);
    samples[index] = between * Math.min(1, (samples.length - index) / damping);
    line[at] = ring * 0.5 * (between + next);
    before = now;
    at = at + 1 === length ? 0 : at + 1;
  }
  return samples;
}

function pluckNoise(length: number, brightness: number, random: Random): Float32Array {
  const line = new Float32Array(length);
  let dulled = 0;
  let sum = 0;
  for (let index = 0; index < length; index++) {
    dulled += (0.15 + 0.85 * brightness) * (2 * random() - 1 - dulled);
    line[index] = dulled;
    sum += dulled;
  }
  // A string has no offset that could ring on.
  return line.map((value) => value - sum / length);
}
