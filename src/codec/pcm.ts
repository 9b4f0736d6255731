/** Sound as samples: one array per channel, all of one length, nominally within −1 … 1. */
export interface PcmAudio {
  sampleRate: number;
  channels: Float32Array[];
}
