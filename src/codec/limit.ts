import type { PcmAudio } from './pcm.ts';

/** The encoders wrap around or fail outside −1 … 1, and on what is not a number. */
export function limit({ sampleRate, channels }: PcmAudio): PcmAudio {
  return {
    sampleRate,
    channels: channels.map((channel) => channel.map((value) => Math.min(1, Math.max(-1, value || 0)))),
  };
}
