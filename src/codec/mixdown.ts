import type { PcmAudio } from './pcm.ts';

/** Every channel counts the same; what was within −1 … 1 stays so. */
export function mixdown({ sampleRate, channels }: PcmAudio, count: 1 | 2): PcmAudio {
  if (channels.length === count) return { sampleRate, channels };
  const [first = new Float32Array()] = channels;
  if (channels.length === 1) return { sampleRate, channels: [first, first] };
  if (count === 1) return { sampleRate, channels: [mean(channels)] };
  // More than stereo: the front pair, with the rest equally in both.
  const [left = first, right = first, ...others] = channels;
  return { sampleRate, channels: [mean([left, ...others]), mean([right, ...others])] };
}

function mean(channels: readonly Float32Array[]): Float32Array {
  const mixed = new Float32Array(channels[0]?.length ?? 0);
  for (const channel of channels) {
    for (let index = 0; index < mixed.length; index++) mixed[index] = (mixed[index] ?? 0) + (channel[index] ?? 0);
  }
  return mixed.map((value) => value / channels.length);
}
