/** Beyond these a sound is not decoded. */
export interface SoundLimits {
  maximumSeconds: number;
  maximumChannels: number;
}
