export interface Sound {
  sampleRate: number;
  channels: number;
}

/** In hertz, as MP3 has them. */
const SAMPLE_RATES = [8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000];

/** In kbit/s. Joint stereo at this bitrate smears both sides; mono at it is as clean as stereo at twice as much. */
const BEST_MONO = 64;
/** In kbit/s for one channel. Below, the highest tones, over 15 kHz, cost the others more than they give. */
const FULL_BAND_KBPS = 56;

/** What of a sound is worth encoding as MP3 at a bitrate in kbit/s. Never more than it has, but for an unusual sample rate. */
export function soundFor(kbps: number, source: Sound): { sampleRate: number; channels: 1 | 2 } {
  const channels = source.channels === 1 || kbps <= BEST_MONO ? 1 : 2;
  const sampleRate = legalRate(source.sampleRate);
  return { channels, sampleRate: kbps / channels < FULL_BAND_KBPS ? Math.min(32_000, sampleRate) : sampleRate };
}

/** The same or the next above; beyond all of them, the one that divides it. */
function legalRate(sampleRate: number): number {
  return SAMPLE_RATES.find((rate) => rate >= sampleRate) ?? (sampleRate % 44_100 === 0 ? 44_100 : 48_000);
}
