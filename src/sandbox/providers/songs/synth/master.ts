import { limit } from './limit.ts';
import { integratedLoudness } from './loudness.ts';
import type { Stereo } from './stereo.ts';

/** What streaming services play music at, in LUFS: no song of the sandbox is louder than another. */
const LOUDNESS = -14;
/** Room for a lossy encoder, in dBTP; the files are to stay below −1. */
const CEILING = -1.5;
/** How far above the ceiling a mix may be pushed, in dB: what is nearly silence stays quiet. */
const MOST_PUSH = 12;
/** Limiting takes some loudness away again, less each time. */
const ROUNDS = 4;
const NEAR_ENOUGH = 0.05;

/**
 * Makes a mix ready to be encoded: no offset, loud peaks rounded, soft ends, as loud as every other and its peaks below the
 * ceiling. What is too short or too quiet to have a loudness is brought up to the ceiling at most. `drive` is how far above
 * full scale the mix may reach before it is rounded.
 */
export function master(mix: Stereo, sampleRate: number, { drive = 1.25, fadeSeconds = 0.01 } = {}): Stereo {
  const channels = [mix.left, mix.right].map((channel) => withoutOffset(channel, sampleRate));
  const before = highest(channels);
  if (before === 0) return mix;
  const rounded = channels.map((channel) =>
    fadeEnds(
      channel.map((value) => Math.tanh((drive * value) / before)),
      Math.max(1, Math.round(fadeSeconds * sampleRate)),
    ),
  );
  const [left = mix.left, right = mix.right] = asLoud(rounded, sampleRate);
  return { left, right };
}

function asLoud(channels: readonly Float32Array[], sampleRate: number): readonly Float32Array[] {
  const ceiling = linear(CEILING);
  const mostGain = CEILING + MOST_PUSH - 20 * Math.log10(highest(channels));
  const at = (gain: number) =>
    limit(
      channels.map((channel) => channel.map((value) => value * linear(gain))),
      sampleRate,
      ceiling,
    );
  const first = integratedLoudness(channels, sampleRate);
  if (!Number.isFinite(first)) return at(mostGain - MOST_PUSH);
  let gain = Math.min(mostGain, LOUDNESS - first);
  let result = at(gain);
  for (let round = 1; round < ROUNDS; round++) {
    const missing = LOUDNESS - integratedLoudness(result, sampleRate);
    if (Math.abs(missing) < NEAR_ENOUGH || (missing > 0 && gain === mostGain)) break;
    gain = Math.min(mostGain, gain + missing);
    result = at(gain);
  }
  return result;
}

function linear(decibels: number): number {
  return 10 ** (decibels / 20);
}

function fadeEnds(samples: Float32Array, fade: number): Float32Array {
  return samples.map((value, index) => value * Math.min(1, (index + 1) / fade, (samples.length - index) / fade));
}

function highest(channels: readonly Float32Array[]): number {
  let most = 0;
  for (const channel of channels) {
    for (const value of channel) if (Math.abs(value) > most) most = Math.abs(value);
  }
  return most;
}

/** A one-pole highpass at 20 Hz. */
function withoutOffset(samples: Float32Array, sampleRate: number): Float32Array {
  const share = 1 - Math.exp((-2 * Math.PI * 20) / sampleRate);
  let offset = 0;
  return samples.map((value) => {
    offset += share * (value - offset);
    return value - offset;
  });
}
